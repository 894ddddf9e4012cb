package dev.tornadovim.pipeline.model;

import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;

/** A network as trainer and inference see it: its parameters, and logits for images. */
public final class ImageClassifier extends Network {

    ImageClassifier(Trunk trunk) {
        super(trunk);
    }

    /**
     * Appends the network's stages {@code embed}, {@code block.0} …, {@code head}; loss and gradients
     * are the caller's.
     *
     * @param image [batch, channels, height, width]
     * @return logits [batch, classes]
     * @throws IllegalArgumentException if the image has another size than the network is for
     */
    public Tensor logits(ProgramBuilder builder, Tensor image) {
        return trunk().logits(builder, image);
    }

    /** The same network with zeroed parameters of its own, to evaluate other weights with. */
    public ImageClassifier copy() {
        return new ImageClassifier(trunk().copy());
    }

    /** Number of classes. */
    public int classes() {
        return config().classes();
    }
}
