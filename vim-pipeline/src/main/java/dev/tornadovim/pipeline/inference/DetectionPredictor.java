package dev.tornadovim.pipeline.inference;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Image;
import dev.tornadovim.data.augment.SampleRandom;
import dev.tornadovim.data.coco.DetectionPreprocessing;
import dev.tornadovim.data.coco.Placement;
import dev.tornadovim.data.decode.ImageDecoder;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.pipeline.detection.Detection;
import dev.tornadovim.pipeline.detection.Detector;
import dev.tornadovim.pipeline.weights.WeightsException;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Finds objects, their boxes and masks with the weights of a detection checkpoint. Not for several
 * threads at once.
 */
public final class DetectionPredictor implements AutoCloseable {

    private final TrainedDetector trained;
    private final DetectionPreprocessing preprocessing;
    private final PredictorEngine engine;
    private final Detector detector;

    /** Builds and loads the program. */
    public DetectionPredictor(TrainedDetector trained, Engine engine) {
        this(trained, PredictorEngine.shared(engine));
    }

    private DetectionPredictor(TrainedDetector trained, PredictorEngine engine) {
        this.trained = trained;
        this.preprocessing = trained.metadata().preprocessing();
        this.engine = engine;
        this.detector = new Detector(trained.network(), engine.get(), 1);
    }

    /**
     * Loads a checkpoint for the engine that suits the machine.
     *
     * @throws WeightsException if the file is missing, broken, or does not describe a detector
     */
    public static DetectionPredictor load(Path weights) {
        TrainedDetector trained = TrainedDetector.open(ModelFile.of(weights));
        return new DetectionPredictor(trained, PredictorEngine.auto());
    }

    /**
     * Loads a checkpoint for an engine, which the caller closes after the predictor.
     *
     * @throws WeightsException if the file is missing, broken, or does not describe a detector
     */
    public static DetectionPredictor load(Path weights, Engine engine) {
        return new DetectionPredictor(TrainedDetector.open(ModelFile.of(weights)), engine);
    }

    /** Names of the classes in the order of the labels. */
    public List<String> classNames() {
        return trained.classNames();
    }

    /**
     * Finds the objects in an image file, turned as its EXIF orientation says.
     *
     * @throws DataException if it cannot be read
     */
    public Optional<List<Detection>> detect(Path file) {
        return detect(new ImageDecoder().decode(file));
    }

    /** Finds the objects in an image of any size. */
    public Optional<List<Detection>> detect(BufferedImage image) {
        return detect(ImageDecoder.convert(image));
    }

    /**
     * Finds the objects in an image of any size and with any channels.
     *
     * @return by descending score; empty where the network's outputs are not all finite numbers
     */
    public Optional<List<Detection>> detect(Image image) {
        var nothingRandom = SampleRandom.unused();
        Placement placement = preprocessing.place(image, nothingRandom);
        int size = preprocessing.size();
        float[] pixels = new float[preprocessing.channels() * size * size];
        preprocessing.write(image, placement, nothingRandom, pixels, 0);
        return detector.detect(pixels, List.of(placement)).getFirst();
    }

    @Override
    public void close() {
        detector.close();
        engine.close();
    }
}
