package dev.tornadovim.pipeline.inference;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Image;
import dev.tornadovim.data.decode.ImageDecoder;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.pipeline.segmentation.Segmenter;
import dev.tornadovim.pipeline.weights.WeightsException;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;

/**
 * Finds the class of each pixel with the weights of a segmentation checkpoint. Not for several threads
 * at once.
 */
public final class SegmentationPredictor implements AutoCloseable {

    /** Windows of one image that are computed together. */
    private static final int BATCH = 1;

    private final TrainedSegmentation trained;
    private final PredictorEngine engine;
    private final Segmenter segmenter;

    /** Loads the network. */
    public SegmentationPredictor(TrainedSegmentation trained, Engine engine) {
        this(trained, PredictorEngine.shared(engine));
    }

    private SegmentationPredictor(TrainedSegmentation trained, PredictorEngine engine) {
        this.trained = trained;
        this.engine = engine;
        this.segmenter = trained.segmenter(engine.get(), BATCH);
    }

    /**
     * Loads a checkpoint for the engine that suits the machine.
     *
     * @throws WeightsException if the file is missing, broken, or does not describe a segmentation
     *     network
     */
    public static SegmentationPredictor load(Path weights) {
        TrainedSegmentation trained = TrainedSegmentation.open(ModelFile.of(weights));
        return new SegmentationPredictor(trained, PredictorEngine.auto());
    }

    /**
     * Loads a checkpoint for an engine, which the caller closes after the predictor.
     *
     * @throws WeightsException if the file is missing, broken, or does not describe a segmentation
     *     network
     */
    public static SegmentationPredictor load(Path weights, Engine engine) {
        return new SegmentationPredictor(TrainedSegmentation.open(ModelFile.of(weights)), engine);
    }

    /** Names of the classes in the order of the labels. */
    public List<String> classNames() {
        return trained.classNames();
    }

    /**
     * Segments an image file, turned as its EXIF orientation says.
     *
     * @throws DataException if it cannot be read
     */
    public Segmentation segment(Path file) {
        return segment(new ImageDecoder().decode(file));
    }

    /** Segments an image of any size. */
    public Segmentation segment(BufferedImage image) {
        return segment(ImageDecoder.convert(image));
    }

    /** Segments an image of any size and with any channels. */
    public Segmentation segment(Image image) {
        return new Segmentation(
                segmenter
                        .scores(trained.metadata().prepare(image))
                        .labels(image.height(), image.width()),
                trained.classNames());
    }

    @Override
    public void close() {
        segmenter.close();
        engine.close();
    }
}
