package dev.tornadovim.pipeline.model;

import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

/** A network as trainer and inference see it: its parameters, and logits for images. */
public interface ImageClassifier extends Network {

    /**
     * Appends the network's stages.
     *
     * @param image [batch, channels, height, width]
     * @return logits [batch, classes]
     */
    Tensor logits(ProgramBuilder builder, Tensor image);

    /** The same network with zeroed parameters of its own, to evaluate other weights with. */
    ImageClassifier copy();

    /** Shape of a batch of images, [batch, channels, height, width]. */
    default Shape imageShape(int batch) {
        NetworkConfig config = config();
        return Shape.of(batch, config.channels(), config.imageHeight(), config.imageWidth());
    }

    /** Number of classes. */
    default int classes() {
        return config().classes();
    }
}
