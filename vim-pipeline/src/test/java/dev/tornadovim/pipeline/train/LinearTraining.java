package dev.tornadovim.pipeline.train;

import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.pipeline.metric.Metric;
import dev.tornadovim.pipeline.metric.Metrics;
import dev.tornadovim.pipeline.train.listener.EpochMetrics;
import dev.tornadovim.pipeline.train.listener.EvalMetrics;
import dev.tornadovim.pipeline.train.listener.StepMetrics;
import dev.tornadovim.pipeline.train.listener.TrainingListener;
import dev.tornadovim.pipeline.train.listener.TrainingStart;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongPredicate;

/** Trains a {@link LinearTask}, and keeps what it says on the way. */
final class LinearTraining {

    static final int ROWS = 4;

    final LinearTask task = new LinearTask();
    final OptimizerState state;
    final List<StepMetrics> steps = new ArrayList<>();
    final List<EvalMetrics> evaluations = new ArrayList<>();
    final List<EpochMetrics> epochMetrics = new ArrayList<>();
    final List<TrainingStart> starts = new ArrayList<>();
    boolean finished;

    /** Flat parameters after each step. */
    final List<float[]> weights = new ArrayList<>();

    private final Checkpoints checkpoints;
    private final int microBatches;
    private final int epochs;
    private final int evalEvery;
    private final OptimizerConfig optimizer;

    /** What is done after a step; the number of the step is its argument. */
    Function<Long, Void> afterStep = step -> null;

    /** What an evaluation of weights finds. */
    Function<List<ParameterBlock>, Metrics> evaluator = weights -> top1(0.5);

    LinearTraining(Path folder, int microBatches, int epochs, int evalEvery, double emaDecay) {
        this.checkpoints = new Checkpoints(folder, Map.of());
        this.microBatches = microBatches;
        this.epochs = epochs;
        this.evalEvery = evalEvery;
        this.optimizer = new OptimizerConfig(1e-2, 0.9, 0.999, 1e-8, 0.1, 0, emaDecay);
        this.state = new OptimizerState(task, emaDecay > 0);
    }

    /** One that evaluates after every epoch, without micro-batches. */
    static LinearTraining of(Path folder, int epochs) {
        return new LinearTraining(folder, 1, epochs, 1, 0);
    }

    static Metrics top1(double value) {
        return new Metrics(Metric.TOP1, Map.of(Metric.TOP1, value), 8, Optional.empty());
    }

    Checkpoints checkpoints() {
        return checkpoints;
    }

    /** Saves after every step. */
    TrainingConfig config() {
        return new TrainingConfig(
                0,
                ROWS * microBatches,
                microBatches,
                optimizer,
                new CosineSchedule(epochs, 0, 0, 0),
                evalEvery,
                1,
                false);
    }

    Progress run(List<float[]> batches) {
        return run(batches, Progress.start());
    }

    Progress run(List<float[]> batches, Progress from) {
        try (CpuEngine engine = new CpuEngine(1);
                Trainer<float[]> trainer =
                        new Trainer<>(
                                task,
                                new Evaluation(),
                                engine,
                                config(),
                                state,
                                new LinearTask.Source(batches),
                                checkpoints,
                                new RunControl(),
                                new Listener())) {
            return trainer.run(from);
        }
    }

    private final class Evaluation implements Evaluator {
        @Override
        public Metrics evaluate(List<ParameterBlock> blocks, LongPredicate goOn) {
            return evaluator.apply(blocks);
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    private final class Listener implements TrainingListener {
        @Override
        public void step(StepMetrics metrics) {
            steps.add(metrics);
            weights.add(task.layer.flat().toArray());
            afterStep.apply(metrics.step());
        }

        @Override
        public void started(TrainingStart start) {
            starts.add(start);
        }

        @Override
        public void epoch(EpochMetrics metrics) {
            epochMetrics.add(metrics);
        }

        @Override
        public void finished() {
            finished = true;
        }

        @Override
        public void evaluated(EvalMetrics metrics) {
            evaluations.add(metrics);
        }
    }
}
