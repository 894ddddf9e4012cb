package dev.tornadovim.experiments.inference;

import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.tornadovim.data.Image;
import dev.tornadovim.data.LabelMap;
import dev.tornadovim.experiments.train.Engines;
import dev.tornadovim.experiments.train.SegmentationData;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.pipeline.segmentation.SegmentationConfig;
import dev.tornadovim.pipeline.segmentation.Segmenter;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Finds the class of each pixel, and draws all classes over the image. */
final class SegmentationPredictor implements DensePredictor {

    private static final JsonMapper JSON = new JsonMapper();

    /** Windows of one image that are computed together. */
    private static final int BATCH = 1;

    private final TrainedSegmentation trained;
    private final Engine engine;
    private final Segmenter segmenter;
    private final UnaryOperator<Image> preparation;

    private SegmentationPredictor(TrainedSegmentation trained) {
        this.trained = trained;
        this.engine = Engines.open(trained.config());
        this.segmenter = trained.segmenter(engine, BATCH);
        this.preparation = new SegmentationData(trained.config()).preparation();
    }

    static SegmentationPredictor open(ModelFile file, List<String> overrides) {
        return new SegmentationPredictor(TrainedSegmentation.open(file, overrides));
    }

    @Override
    public String source() {
        return trained.source();
    }

    /** The class of each pixel, at the size of the image; 255 where its scores are not finite. */
    LabelMap labels(Image image) {
        return segmenter.scores(preparation.apply(image)).labels(image.height(), image.width());
    }

    @Override
    public Optional<Drawn> predict(Image image) {
        LabelMap labels = labels(image);
        return isComplete(labels) ? Optional.of(drawn(image, labels)) : Optional.empty();
    }

    private static boolean isComplete(LabelMap labels) {
        for (byte label : labels.classes()) {
            if ((label & 0xff) == SegmentationConfig.IGNORED) {
                return false;
            }
        }
        return true;
    }

    private Drawn drawn(Image image, LabelMap labels) {
        List<ClassShare> classes = ClassShare.of(labels, trained.classNames());
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
                SegmentationOverlay.withLegend(SegmentationOverlay.draw(image, labels), classes);
        return new Drawn(picture, text.toString(), json);
    }

    @Override
    public void close() {
        segmenter.close();
        engine.close();
    }
}
