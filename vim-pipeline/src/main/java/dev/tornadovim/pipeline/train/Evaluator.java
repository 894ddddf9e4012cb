package dev.tornadovim.pipeline.train;

import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.pipeline.metric.Metrics;

import java.util.List;
import java.util.function.LongPredicate;

/**
 * Measures weights on data they were not trained on. It has blocks of its own, so that weights under
 * training and their average are evaluated by one program.
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
     * Evaluates weights on the images up to an end that can be set on the way.
     *
     * @param weights blocks of the layout and order of {@link LearningTask#weights}, on the host
     * @param goOn receives the number of images done so far, after each batch; if it answers false,
     *     the figures are those of these images
     */
    Metrics evaluate(List<ParameterBlock> weights, LongPredicate goOn);

    /** Copies weights into an evaluator's own blocks and tells the engine. */
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
