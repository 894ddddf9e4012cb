package dev.tornadovim.pipeline.train;

import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;

/** What a trainer needs of a network: its parameters, and logits for images. */
public interface ImageClassifier {

    /** All parameters; the order is that of the update. */
    List<ParameterBlock> blocks();

    /** Shape of a batch of images, [batch, channels, height, width]. */
    Shape imageShape(int batch);

    /** Number of classes. */
    int classes();

    /**
     * Appends the network's stages.
     *
     * @param image [batch, channels, height, width]
     * @return logits [batch, classes]
     */
    Tensor logits(ProgramBuilder builder, Tensor image);

    /** The same network with zeroed parameters of its own, to evaluate other weights with. */
    ImageClassifier copy();

    /** Number of trained values. */
    default long parameterCount() {
        return blocks().stream().mapToLong(ParameterBlock::parameterCount).sum();
    }
}
