package dev.tornadovim.pipeline.inference;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Image;
import dev.tornadovim.data.augment.Preprocessing;
import dev.tornadovim.data.decode.ImageDecoder;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.model.ImageClassifier;
import dev.tornadovim.pipeline.weights.WeightsException;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Classifies images with trained weights: a checkpoint of this project, or a public one of Vim or
 * DeiT. Not for several threads at once.
 */
public final class ClassificationPredictor implements AutoCloseable {

    private final ImageClassifier network;
    private final List<String> classNames;
    private final Preprocessing preprocessing;
    private final PredictorEngine engine;
    private final Execution execution;
    private final Tensor image;
    private final Tensor logits;

    /**
     * Builds and loads the program.
     *
     * @param batch images that are computed together
     */
    public ClassificationPredictor(TrainedClassifier trained, Engine engine, int batch) {
        this(trained, PredictorEngine.shared(engine), batch);
    }

    private ClassificationPredictor(TrainedClassifier trained, PredictorEngine engine, int batch) {
        this.network = trained.network();
        this.classNames = trained.classNames().orElse(List.of());
        this.preprocessing = trained.metadata().preprocessing();
        this.engine = engine;
        var builder = new ProgramBuilder(false);
        image = builder.input("image", network.imageShape(batch));
        logits = network.logits(builder, image);
        builder.output("logits", logits);
        execution = engine.get().load(builder.build());
    }

    /**
     * Loads a file of weights for the engine that suits the machine.
     *
     * @param weights safetensors, or {@code .pth} of PyTorch
     * @throws WeightsException if the file is missing, broken, or does not hold a classifier
     */
    public static ClassificationPredictor load(Path weights) {
        TrainedClassifier trained = TrainedClassifier.open(ModelFile.of(weights));
        return new ClassificationPredictor(trained, PredictorEngine.auto(), 1);
    }

    /**
     * Loads a file of weights for an engine, which the caller closes after the predictor.
     *
     * @throws WeightsException if the file is missing, broken, or does not hold a classifier
     */
    public static ClassificationPredictor load(Path weights, Engine engine) {
        return new ClassificationPredictor(
                TrainedClassifier.open(ModelFile.of(weights)), engine, 1);
    }

    /** Names of the classes in the order of the logits; empty if the file has none. */
    public List<String> classNames() {
        return classNames;
    }

    /**
     * Classifies an image file, turned as its EXIF orientation says.
     *
     * @throws DataException if it cannot be read
     */
    public Prediction classify(Path file) {
        return classify(new ImageDecoder().decode(file));
    }

    /** Classifies an image of any size. */
    public Prediction classify(BufferedImage picture) {
        return classify(ImageDecoder.convert(picture));
    }

    /** Classifies an image of any size and with any channels. */
    public Prediction classify(Image picture) {
        return classify(List.of(picture)).getFirst();
    }

    /** Classifies images, a batch at a time. */
    public List<Prediction> classify(List<Image> pictures) {
        return logits(pictures.stream().map(this::prepare).toList()).stream()
                .map(values -> new Prediction(values, classNames))
                .toList();
    }

    /**
     * Prepares an image as in evaluation.
     *
     * @return [channels, height, width], normalized
     */
    public float[] prepare(Image picture) {
        return preprocessing.prepare(picture);
    }

    /**
     * The logits of prepared images.
     *
     * @param images each [channels, height, width], normalized
     * @return for each image its logits, one per class
     */
    public List<float[]> logits(List<float[]> images) {
        int batch = image.dim(0);
        int size = image.size() / batch;
        var all = new ArrayList<float[]>();
        for (int from = 0; from < images.size(); from += batch) {
            var values = new float[image.size()];
            int count = Math.min(batch, images.size() - from);
            for (int i = 0; i < count; i++) {
                System.arraycopy(images.get(from + i), 0, values, i * size, size);
            }
            image.set(values);
            execution.run(Phase.FORWARD);
            execution.download(logits);
            float[] computed = logits.toArray();
            int classes = network.classes();
            for (int i = 0; i < count; i++) {
                all.add(Arrays.copyOfRange(computed, i * classes, (i + 1) * classes));
            }
        }
        return all;
    }

    @Override
    public void close() {
        execution.close();
        engine.close();
    }
}
