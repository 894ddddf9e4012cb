package dev.tornadovim.pipeline.train;

import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.pipeline.metric.Metrics;

import java.util.List;
import java.util.function.LongPredicate;

/**
 * Evaluates weights on data they were not trained on. It copies the weights into blocks of its own,
 * so that one program evaluates the trained weights and their average.
 */
public interface Evaluator extends AutoCloseable {

    /**
     * Evaluates weights on all images.
     *
     * @param weights blocks of the layout and order of {@link LearningTask#weights}, on the host
     */
    default Metrics evaluate(List<ParameterBlock> weights) {
        return evaluate(weights, images -> true);
    }

    /**
     * Evaluates weights on the images until told to stop.
     *
     * @param weights blocks of the layout and order of {@link LearningTask#weights}, on the host
     * @param goOn receives the number of images evaluated so far, after each batch; if it returns
     *     false, evaluation stops and the metrics cover these images only
     */
    Metrics evaluate(List<ParameterBlock> weights, LongPredicate goOn);

    /** Copies weights into an evaluator's own blocks and uploads them. */
    static void copy(List<ParameterBlock> weights, List<ParameterBlock> own, Execution execution) {
        if (weights.size() != own.size()) {
            throw new IllegalArgumentException(
                    "%d blocks of weights for a network of %d"
                            .formatted(weights.size(), own.size()));
        }
        for (int i = 0; i < weights.size(); i++) {
            own.get(i).storage().segment().copyFrom(weights.get(i).storage().segment());
            execution.upload(own.get(i).flat());
        }
    }

    @Override
    void close();
}
