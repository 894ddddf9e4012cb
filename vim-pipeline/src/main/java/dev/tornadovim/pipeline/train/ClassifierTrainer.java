package dev.tornadovim.pipeline.train;

import dev.tornadovim.data.load.Batch;
import dev.tornadovim.data.load.BatchLoader;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.pipeline.metric.ClassificationMetrics;
import dev.tornadovim.pipeline.model.ImageClassifier;
import dev.tornadovim.pipeline.train.listener.EpochMetrics;
import dev.tornadovim.pipeline.train.listener.EvalMetrics;
import dev.tornadovim.pipeline.train.listener.StepMetrics;
import dev.tornadovim.pipeline.train.listener.TrainingListener;
import dev.tornadovim.pipeline.train.listener.TrainingStart;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The training loop of a classifier. Batches come from a loader, the step runs on an engine,
 * everything that happens is told to a listener, and {@link Checkpoints} keeps what is needed to go
 * on later.
 */
public final class ClassifierTrainer implements AutoCloseable {

    private final TrainingConfig config;
    private final OptimizerState state;
    private final BatchLoader loader;
    private final Evaluator evaluator;
    private final TrainingListener listener;
    private final Checkpoints checkpoints;
    private final TrainingProgram step;
    private final Execution execution;
    private final long parameterCount;
    private Progress progress = Progress.start();

    /**
     * Builds and loads the programs.
     *
     * @param state the model's parameters with moments and averages, new or from a checkpoint
     * @param training loader whose batches have {@code config.microBatchSize()} images
     * @param evaluation loader of the data to evaluate on
     */
    public ClassifierTrainer(
            ImageClassifier model,
            Engine engine,
            TrainingConfig config,
            OptimizerState state,
            BatchLoader training,
            BatchLoader evaluation,
            Checkpoints checkpoints,
            TrainingListener listener) {
        this.config = config;
        this.state = state;
        this.loader = training;
        this.listener = listener;
        this.checkpoints = checkpoints;
        this.parameterCount = model.parameterCount();
        this.step = new TrainingProgram(model, config, state);
        this.execution = engine.load(step.program());
        this.evaluator = new Evaluator(model, engine, evaluation);
    }

    /** Trains to the end of the schedule, from the start or from a checkpoint's progress. */
    public Progress run(Progress from) {
        progress = from;
        int steps = stepsPerEpoch();
        int epochs = config.schedule().epochs();
        listener.started(
                new TrainingStart(
                        progress.step(), steps, epochs, config.batchSize(), parameterCount));
        while (progress.epoch() < epochs) {
            epoch(steps);
        }
        listener.finished();
        return progress;
    }

    private int stepsPerEpoch() {
        int steps = loader.batches() / config.microBatches();
        if (steps == 0) {
            throw new IllegalArgumentException(
                    "train.batchSize=%d is more than the %d training images"
                            .formatted(config.batchSize(), loader.data().size()));
        }
        return steps;
    }

    private void epoch(int steps) {
        int epoch = progress.epoch();
        int done = progress.batch();
        Iterator<Batch> batches = loader.epoch(epoch, done * config.microBatches());
        long start = System.nanoTime();
        double rate = 0;
        while (progress.batch() < steps) {
            rate = step(batches, steps);
            boolean last = progress.batch() == steps;
            if (!last && due(config.checkpointEvery())) {
                save();
            }
        }
        double seconds = seconds(start);
        double meanLoss = progress.lossSum() / steps;
        progress = progress.afterEpoch();
        Optional<EvalMetrics> eval =
                config.evaluatesAfter(epoch) ? Optional.of(evaluate()) : Optional.empty();
        save();
        listener.epoch(
                new EpochMetrics(
                        epoch + 1,
                        progress.step(),
                        meanLoss,
                        rate,
                        (steps - done) * (double) config.batchSize() / seconds,
                        seconds,
                        eval));
    }

    private boolean due(int every) {
        return every > 0 && progress.step() % every == 0;
    }

    private double step(Iterator<Batch> batches, int steps) {
        long start = System.nanoTime();
        double at = progress.epoch() + (double) progress.batch() / steps;
        double rate = config.schedule().at(config.optimizer().learningRate(), at);
        step.prepareUpdate(rate, progress.step() + 1);
        float loss = 0;
        for (int part = 0; part < config.microBatches(); part++) {
            Batch batch = batches.next();
            long microBatch = progress.step() * config.microBatches() + part;
            step.setBatch(batch.images(), batch.targets(), config.seed(), microBatch);
            execution.run(Phase.FORWARD);
            execution.run(Phase.BACKWARD);
            execution.download(step.loss());
            loss += step.loss().toArray()[0] / config.microBatches();
        }
        if (!Float.isFinite(loss)) {
            throw new DivergedException(progress.step() + 1, progress.epoch(), loss);
        }
        execution.run(Phase.UPDATE);
        execution.download(step.norm());
        progress = progress.afterStep(loss);
        listener.step(
                new StepMetrics(
                        progress.step(),
                        progress.epoch() + 1,
                        loss,
                        rate,
                        step.norm().toArray()[0],
                        config.batchSize() / seconds(start)));
        return rate;
    }

    private EvalMetrics evaluate() {
        execution.download(state.flat());
        EvalMetrics model = evaluate("model", state.parameters());
        EvalMetrics best = model;
        if (!state.averages().isEmpty()) {
            EvalMetrics average = evaluate("ema", state.averages());
            best = average.top1() > model.top1() ? average : model;
        }
        if (best.top1() > progress.bestTop1()) {
            progress = progress.withBest(best.top1(), progress.epoch());
            checkpoints.saveBest(state, progress);
        }
        return best;
    }

    private EvalMetrics evaluate(String name, List<ParameterBlock> weights) {
        long start = System.nanoTime();
        ClassificationMetrics metrics = evaluator.evaluate(weights);
        EvalMetrics result =
                new EvalMetrics(
                        name,
                        progress.step(),
                        progress.epoch(),
                        metrics.loss(),
                        metrics.top1(),
                        metrics.top5(),
                        metrics.confusion(),
                        seconds(start));
        listener.evaluated(result);
        return result;
    }

    private void save() {
        execution.download(state.flat());
        checkpoints.saveLast(state, progress);
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) * 1e-9;
    }

    @Override
    public void close() {
        evaluator.close();
        execution.close();
    }
}
