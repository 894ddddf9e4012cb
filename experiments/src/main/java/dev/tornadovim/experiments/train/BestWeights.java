package dev.tornadovim.experiments.train;

import dev.tornadovim.experiments.run.RunFolder;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.pipeline.train.Checkpoints;
import dev.tornadovim.pipeline.train.LearningTask;
import dev.tornadovim.pipeline.train.OptimizerState;
import dev.tornadovim.pipeline.train.Progress;
import dev.tornadovim.pipeline.train.RunControl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.LongPredicate;

/**
 * The weights of a run's best checkpoint.
 *
 * @param progress when they were saved
 * @param sets those of the {@code model} and, where there is an average, of {@code ema}
 */
record BestWeights(Progress progress, SequencedMap<String, List<ParameterBlock>> sets) {

    /** Loads the checkpoint into the task's network and the average beside it. */
    static BestWeights load(RunFolder run, LearningTask<?> task, List<String> classNames) {
        var state = new OptimizerState(task, run.config().optim().emaDecay() > 0);
        Checkpoints checkpoints = CheckpointConfig.checkpoints(run, classNames);
        Progress progress = Checkpoints.loadWeights(checkpoints.best(), state);
        var sets = new LinkedHashMap<String, List<ParameterBlock>>();
        sets.put("model", state.modelWeights());
        if (!state.averages().isEmpty()) {
            sets.put("ema", state.averagedWeights());
        }
        return new BestWeights(progress, sets);
    }

    /** One evaluation of a set of weights. */
    @FunctionalInterface
    interface Evaluation {
        /**
         * Evaluates.
         *
         * @param goOn to be asked after each batch
         */
        void of(String name, List<ParameterBlock> weights, LongPredicate goOn);
    }

    /** Evaluates one set after the other, until the control asks for an end. */
    void evaluate(RunControl control, Evaluation evaluation) {
        sets.forEach(
                (name, weights) -> {
                    if (!control.stopRequested()) {
                        evaluation.of(name, weights, images -> !control.stopRequested());
                    }
                });
    }
}
