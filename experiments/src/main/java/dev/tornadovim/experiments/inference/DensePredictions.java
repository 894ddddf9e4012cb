package dev.tornadovim.experiments.inference;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Printable;
import dev.tornadovim.data.decode.ImageDecoder;
import dev.tornadovim.data.file.FileReplacement;
import dev.tornadovim.experiments.run.RunException;
import dev.tornadovim.experiments.sink.PictureFile;
import dev.tornadovim.experiments.train.FiniteOutputs;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a network finds in images of files: lines on the console, a picture of each, and all of it as
 * JSON.
 *
 * @param overlays folder of the pictures; made if it is not there
 * @param json file of the JSON, if one is wanted
 */
public record DensePredictions(Path overlays, Optional<Path> json) {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /**
     * Looks at images one after the other; of those that cannot be read, and those for which the
     * network has no finite outputs, says so and goes on.
     *
     * @return whether all were predicted
     */
    public boolean write(
            DensePredictor predictor, List<Path> images, PrintWriter out, PrintWriter err) {
        ImageDecoder decoder = new ImageDecoder();
        ObjectNode root = MAPPER.createObjectNode().put("weights", predictor.source());
        var list = root.putArray("images");
        boolean complete = true;
        try {
            Files.createDirectories(overlays);
            for (Path image : images) {
                ObjectNode entry = list.addObject().put("image", image.toString());
                try {
                    var drawn =
                            predictor
                                    .predict(decoder.decode(image))
                                    .orElseThrow(() -> nonFinite(image));
                    Path picture = free(image);
                    PictureFile.write(picture, drawn.picture());
                    entry.put("overlay", picture.toString()).setAll(drawn.json());
                    out.print(Printable.of(image + ": " + picture) + "\n" + drawn.text());
                } catch (DataException e) {
                    complete = false;
                    entry.put("error", e.getMessage());
                    err.println("error: " + e.getMessage());
                    err.flush();
                }
                out.flush();
            }
            if (json.isPresent()) {
                Files.writeString(json.get(), MAPPER.writeValueAsString(root) + "\n");
            }
        } catch (IOException e) {
            throw new RunException(
                    "predictions cannot be written: " + FileReplacement.reason(e), e);
        }
        return complete;
    }

    private static DataException nonFinite(Path image) {
        return new DataException(image.toString(), FiniteOutputs.NO_PREDICTION);
    }

    /** A file of the image's name that is not there yet: other runs and folders share names. */
    private Path free(Path image) {
        String stem = image.getFileName().toString().replaceFirst("\\.[^.]*$", "");
        Path file = overlays.resolve(stem + ".png");
        for (int n = 2; Files.exists(file); n++) {
            file = overlays.resolve(stem + "-" + n + ".png");
        }
        return file;
    }
}
