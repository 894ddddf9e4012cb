package dev.tornadovim.pipeline.train;

import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A network and its loss: everything the {@link Trainer} needs to know about a task.
 *
 * @param <B> what one batch holds
 */
public interface LearningTask<B> {

    /** The trained blocks, in the order of the update. */
    List<ParameterBlock> parameters();

    /** Number of values that are trained. */
    default long parameterCount() {
        return parameters().stream().mapToLong(ParameterBlock::parameterCount).sum();
    }

    /**
     * Blocks that training changes without gradients, such as the running statistics of batch
     * normalization. They are saved and evaluated with the weights.
     */
    default List<ParameterBlock> buffers() {
        return List.of();
    }

    /** Weights that are not trained. They are saved and evaluated with the trained ones. */
    default List<ParameterBlock> frozen() {
        return List.of();
    }

    /** Factor of the learning rate of a block of {@link #parameters}, as in layer-wise decay. */
    default double rateScale(ParameterBlock block) {
        return 1;
    }

    /**
     * Appends the forward stages. Called once.
     *
     * @param microBatch samples that are computed together
     * @return the loss to reduce, mean over the micro-batch, [1]
     */
    Tensor loss(ProgramBuilder builder, int microBatch);

    /**
     * Parts of the loss by their names in metrics, such as {@code loss_mask}; each has shape [1].
     * Called after {@link #loss}.
     */
    default Map<String, Tensor> lossParts() {
        return Map.of();
    }

    /** Writes a micro-batch into the inputs of the program. */
    void setBatch(B batch);

    /** All blocks of the network: first the trained ones, then buffers, then frozen ones. */
    default List<ParameterBlock> weights() {
        return Stream.of(parameters(), buffers(), frozen()).flatMap(List::stream).toList();
    }
}
