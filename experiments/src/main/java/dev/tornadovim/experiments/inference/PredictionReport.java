package dev.tornadovim.experiments.inference;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.tornadovim.data.Printable;
import dev.tornadovim.data.file.FileReplacement;
import dev.tornadovim.experiments.run.RunException;
import dev.tornadovim.pipeline.inference.Prediction;
import dev.tornadovim.pipeline.inference.TrainedClassifier;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Predictions for people and for programs.
 *
 * @param model what made them
 * @param count best guesses shown of each image
 */
public record PredictionReport(TrainedClassifier model, int count) {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** The best guesses of an image as lines: probability, class, name. */
    public String text(ImagePrediction image) {
        Prediction prediction = image.prediction();
        var text = new StringBuilder(Printable.of(image.image())).append('\n');
        for (var guess : prediction.top(count)) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "  %6.2f %%  %4d%s%n",
                            100 * guess.probability(),
                            guess.index(),
                            prediction.classNames().isEmpty()
                                    ? ""
                                    : "  " + Printable.of(guess.name())));
        }
        return text.toString();
    }

    /**
     * Writes everything as JSON: of each image the best guesses and all logits, or why it was left
     * out.
     *
     * @param failed reasons by file
     */
    public void writeJson(
            Path file, List<ImagePrediction> predictions, Map<String, String> failed) {
        var root = MAPPER.createObjectNode();
        root.put("weights", model.source());
        root.put("imageSize", model.network().config().imageHeight());
        root.put("classes", model.network().classes());
        var images = root.putArray("images");
        predictions.forEach(prediction -> write(images.addObject(), prediction));
        failed.forEach((image, why) -> images.addObject().put("image", image).put("error", why));
        try {
            Files.writeString(file, MAPPER.writeValueAsString(root) + "\n");
        } catch (IOException e) {
            throw new RunException(
                    "%s cannot be written: %s".formatted(file, FileReplacement.reason(e)), e);
        }
    }

    private void write(ObjectNode node, ImagePrediction image) {
        Prediction prediction = image.prediction();
        node.put("image", image.image());
        var top = node.putArray("top");
        for (var guess : prediction.top(count)) {
            var entry = top.addObject();
            entry.put("class", guess.index());
            if (!prediction.classNames().isEmpty()) {
                entry.put("name", guess.name());
            }
            entry.put("probability", guess.probability());
        }
        var logits = node.putArray("logits");
        for (float logit : prediction.logits()) {
            logits.add(logit);
        }
    }
}
