package dev.tornadovim.experiments.inference;

import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.tornadovim.data.Image;
import dev.tornadovim.data.LabelMap;
import dev.tornadovim.experiments.train.RunEngines;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.pipeline.inference.ClassShare;
import dev.tornadovim.pipeline.inference.ModelFile;
import dev.tornadovim.pipeline.inference.Segmentation;
import dev.tornadovim.pipeline.inference.SegmentationPredictor;
import dev.tornadovim.pipeline.inference.TrainedSegmentation;

import java.util.List;
import java.util.Optional;

/** Finds the class of each pixel, and draws all classes over the image. */
final class SegmentationDrawing implements DensePredictor {

    private static final JsonMapper JSON = new JsonMapper();

    private final String source;
    private final Engine engine;
    private final SegmentationPredictor predictor;

    private SegmentationDrawing(OpenedWeights<TrainedSegmentation> opened) {
        source = opened.trained().source();
        engine = RunEngines.open(opened.config());
        predictor = new SegmentationPredictor(opened.trained(), engine);
    }

    static SegmentationDrawing open(ModelFile file, List<String> overrides) {
        return new SegmentationDrawing(OpenedWeights.segmentation(file, overrides));
    }

    @Override
    public String source() {
        return source;
    }

    /** The class of each pixel, at the size of the image; 255 where its scores are not finite. */
    LabelMap labels(Image image) {
        return predictor.segment(image).labels();
    }

    @Override
    public Optional<Drawn> predict(Image image) {
        Segmentation found = predictor.segment(image);
        return found.isComplete() ? Optional.of(drawn(image, found)) : Optional.empty();
    }

    private static Drawn drawn(Image image, Segmentation segmentation) {
        List<ClassShare> classes = segmentation.shares();
        var json = JSON.createObjectNode();
        json.put("height", image.height()).put("width", image.width());
        var list = json.putArray("classes");
        var text = new StringBuilder();
        for (ClassShare found : classes) {
            text.append("  ").append(found.text()).append('\n');
            list.addObject()
                    .put("class", found.label())
                    .put("name", found.name())
                    .put("pixels", found.pixels())
                    .put("share", found.share())
                    .put("colour", "#%06x".formatted(ClassColours.of(found.label())));
        }
        var picture =
                SegmentationOverlay.withLegend(
                        SegmentationOverlay.draw(image, segmentation.labels()), classes);
        return new Drawn(picture, text.toString(), json);
    }

    @Override
    public void close() {
        predictor.close();
        engine.close();
    }
}
