package dev.tornadovim.experiments.inference;

import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.model.ImageClassifier;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Computes the logits of prepared images, a batch at a time. */
public final class Predictor implements AutoCloseable {
    private final ImageClassifier network;
    private final Execution execution;
    private final Tensor image;
    private final Tensor logits;

    /**
     * Builds and loads the program.
     *
     * @param batch images that are computed together
     */
    public Predictor(ImageClassifier network, Engine engine, int batch) {
        this.network = network;
        var builder = new ProgramBuilder(false);
        image = builder.input("image", network.imageShape(batch));
        logits = network.logits(builder, image);
        builder.output("logits", logits);
        execution = engine.load(builder.build());
    }

    /**
     * The logits of images.
     *
     * @param images each [channels, height, width], normalised
     * @return for each image its logits, one a class
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
    }
}
