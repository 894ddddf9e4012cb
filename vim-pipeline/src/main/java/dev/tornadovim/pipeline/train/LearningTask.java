package dev.tornadovim.pipeline.train;

import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A network with the loss that it learns from: all that the {@link Trainer} needs of a task.
 *
 * @param <B> what one batch holds
 */
public interface LearningTask<B> {

    /** What is trained, in the order of the update. */
    List<ParameterBlock> parameters();

    /** Number of values that are trained. */
    default long parameterCount() {
        return parameters().stream().mapToLong(ParameterBlock::parameterCount).sum();
    }

    /**
     * What training changes without gradients, such as running statistics of batch normalisation;
     * saved and evaluated with the weights.
     */
    default List<ParameterBlock> buffers() {
        return List.of();
    }

    /** Weights that stay as they are; saved and evaluated with the trained ones. */
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
     * Parts of the loss by the name that metrics have for them, such as {@code loss_mask}, each [1];
     * asked for after {@link #loss}.
     */
    default Map<String, Tensor> lossParts() {
        return Map.of();
    }

    /** Writes a micro-batch into the inputs of the program. */
    void setBatch(B batch);

    /** All blocks that make up the network: trained, buffers, frozen, in this order. */
    default List<ParameterBlock> weights() {
        return Stream.of(parameters(), buffers(), frozen()).flatMap(List::stream).toList();
    }
}
