package dev.tornadovim.experiments.inference;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.tornadovim.data.Image;
import dev.tornadovim.data.Printable;
import dev.tornadovim.experiments.train.RunEngines;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.pipeline.detection.Detection;
import dev.tornadovim.pipeline.inference.DetectionPredictor;
import dev.tornadovim.pipeline.inference.ModelFile;
import dev.tornadovim.pipeline.inference.TrainedDetector;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds objects, and draws their masks and boxes over the image. Images are fitted into the network's
 * square as in evaluation. Pictures and lines have the sure objects, JSON has all.
 */
final class ObjectDrawing implements DensePredictor {

    /** Objects with a smaller score are counted on the console, and are in JSON only. */
    static final double SURE = 0.5;

    private static final JsonMapper JSON = new JsonMapper();

    private final TrainedDetector trained;
    private final Engine engine;
    private final DetectionPredictor predictor;

    private ObjectDrawing(OpenedWeights<TrainedDetector> opened) {
        trained = opened.trained();
        engine = RunEngines.open(opened.config());
        predictor = new DetectionPredictor(trained, engine);
    }

    static ObjectDrawing open(ModelFile file, List<String> overrides) {
        return new ObjectDrawing(OpenedWeights.detector(file, overrides));
    }

    @Override
    public String source() {
        return trained.source();
    }

    /** Names of the classes in the order of the labels. */
    List<String> classNames() {
        return trained.classNames();
    }

    /** What is in an image, by descending score; empty where the outputs are not finite. */
    Optional<List<Detection>> objects(Image image) {
        return predictor.detect(image);
    }

    @Override
    public Optional<Drawn> predict(Image image) {
        return objects(image).map(objects -> drawn(image, objects));
    }

    private Drawn drawn(Image image, List<Detection> objects) {
        List<Detection> sure = objects.stream().filter(o -> o.score() >= SURE).toList();
        var json = JSON.createObjectNode();
        json.put("height", image.height()).put("width", image.width());
        ArrayNode list = json.putArray("objects");
        objects.forEach(object -> write(list.addObject(), object));
        var text = new StringBuilder();
        sure.forEach(object -> text.append(line(object)));
        if (sure.size() < objects.size()) {
            text.append(rest(objects.size() - sure.size()));
        }
        return new Drawn(
                ObjectOverlay.draw(image, sure, trained.classNames()), text.toString(), json);
    }

    private String line(Detection object) {
        double[] box = object.box();
        return String.format(
                Locale.ROOT,
                "  %6.2f %%  %-16s (%.1f, %.1f) to (%.1f, %.1f)%n",
                100 * object.score(),
                Printable.of(trained.classNames().get(object.label())),
                box[0],
                box[1],
                box[2],
                box[3]);
    }

    private static String rest(int count) {
        return String.format(
                Locale.ROOT, "  %d more below %.0f %%, in JSON only%n", count, 100 * SURE);
    }

    private void write(ObjectNode node, Detection object) {
        node.put("class", object.label());
        node.put("name", trained.classNames().get(object.label()));
        node.put("score", object.score());
        node.put("colour", "#%06x".formatted(ClassColours.of(object.label())));
        ArrayNode box = node.putArray("box");
        for (double side : object.box()) {
            box.add(side);
        }
        ObjectNode mask = node.putObject("mask");
        mask.putArray("size").add(object.mask().height()).add(object.mask().width());
        mask.put("counts", object.mask().compressed());
    }

    @Override
    public void close() {
        predictor.close();
        engine.close();
    }
}
