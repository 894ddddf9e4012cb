package dev.tornadovim.pipeline.train;

import dev.tornadovim.data.load.Batches;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.metric.Metrics;
import dev.tornadovim.pipeline.train.DivergedException.Saved;
import dev.tornadovim.pipeline.train.listener.EpochMetrics;
import dev.tornadovim.pipeline.train.listener.EvalMetrics;
import dev.tornadovim.pipeline.train.listener.StepMetrics;
import dev.tornadovim.pipeline.train.listener.TrainingListener;
import dev.tornadovim.pipeline.train.listener.TrainingStart;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The training loop. It takes batches from a loader, runs the step on an engine, reports everything
 * to a listener, and saves {@link Checkpoints} to resume from.
 *
 * <p>A step whose gradient is not finite is skipped: it changes neither weights nor moments. Training
 * ends with a {@link DivergedException} after {@value #MOST_SKIPPED} such steps in a row, when the
 * loss or a weight is not finite, or when an evaluation finds no finite output. It never writes a
 * checkpoint with values that are not finite.
 *
 * @param <B> what one batch holds
 */
public final class Trainer<B> implements AutoCloseable {

    /** Number of consecutive skipped steps that ends a training; fewer in a shorter training. */
    public static final int MOST_SKIPPED = 10;

    private final LearningTask<B> task;
    private final Evaluator evaluator;
    private final TrainingConfig config;
    private final OptimizerState state;
    private final Batches<B> batches;
    private final TrainingListener listener;
    private final Checkpoints checkpoints;
    private final RunControl control;
    private final TrainingProgram step;
    private final Execution execution;
    private Progress progress = Progress.start();
    private int skippedInARow;
    private Optional<Saved> saved = Optional.empty();

    /**
     * Builds and loads the program of a step.
     *
     * @param evaluator for the same network; the caller closes it
     * @param state the task's weights with moments and averages, new or from a checkpoint
     * @param batches of {@code config.microBatchSize()} images
     * @param control checked between steps for requests to save or stop
     */
    public Trainer(
            LearningTask<B> task,
            Evaluator evaluator,
            Engine engine,
            TrainingConfig config,
            OptimizerState state,
            Batches<B> batches,
            Checkpoints checkpoints,
            RunControl control,
            TrainingListener listener) {
        this.task = task;
        this.evaluator = evaluator;
        this.config = config;
        this.state = state;
        this.batches = batches;
        this.listener = listener;
        this.checkpoints = checkpoints;
        this.control = control;
        this.step = new TrainingProgram(task, config, state);
        this.execution = engine.load(step.program());
    }

    /**
     * Trains to the end of the schedule, from the start or from a checkpoint's progress.
     *
     * @throws DivergedException if values are no longer finite
     * @throws TrainingStoppedException if the control requested it; all steps so far are saved
     */
    public Progress run(Progress from) {
        control.begin();
        try {
            return train(from);
        } finally {
            control.end();
        }
    }

    private Progress train(Progress from) {
        progress = from;
        if (progress.step() > 0) {
            saved = Optional.of(new Saved(checkpoints.last(), progress.step()));
        }
        int steps = stepsPerEpoch();
        int epochs = config.schedule().epochs();
        listener.started(
                new TrainingStart(
                        progress.step(), steps, epochs, config.batchSize(), task.parameterCount()));
        while (progress.epoch() < epochs) {
            if (control.stopRequested()) {
                throw new TrainingStoppedException(progress); // all steps so far are saved
            }
            epoch(steps);
        }
        listener.finished();
        return progress;
    }

    private int stepsPerEpoch() {
        int steps = batches.batches() / config.microBatches();
        if (steps == 0) {
            throw new IllegalArgumentException(
                    "train.batchSize=%d is more than the %d training images"
                            .formatted(config.batchSize(), batches.info().images()));
        }
        return steps;
    }

    private void epoch(int steps) {
        int epoch = progress.epoch();
        int done = progress.batch();
        Iterator<B> rest = batches.epoch(epoch, done * config.microBatches());
        long start = System.nanoTime();
        while (progress.batch() < steps) {
            step(rest, steps);
            boolean last = progress.batch() == steps;
            saveOrStop(!last && due(config.checkpointEvery()));
        }
        double seconds = seconds(start);
        double meanLoss = progress.lossSum() / steps;
        double rate = rate(steps - 1, steps);
        Progress before = progress;
        progress = progress.afterEpoch();
        Optional<EvalMetrics> eval =
                config.evaluatesAfter(epoch) ? Optional.of(evaluate(before)) : Optional.empty();
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

    /** Saves a checkpoint if one is due or requested, and ends the training if requested. */
    private void saveOrStop(boolean due) {
        boolean stop = control.stopRequested();
        if (control.takeSave() || due || stop) {
            save();
        }
        if (stop) {
            throw new TrainingStoppedException(progress);
        }
    }

    private double rate(int batch, int steps) {
        double at = progress.epoch() + (double) batch / steps;
        return config.schedule().at(config.optimizer().learningRate(), at, steps);
    }

    private void step(Iterator<B> rest, int steps) {
        long start = System.nanoTime();
        double rate = rate(progress.batch(), steps);
        step.prepareUpdate(rate, progress.nextUpdate());
        float loss = 0;
        Map<String, Double> parts = new LinkedHashMap<>();
        for (int part = 0; part < config.microBatches(); part++) {
            task.setBatch(rest.next());
            step.prepareForward(config.seed(), progress.step() * config.microBatches() + part);
            execution.run(Phase.FORWARD);
            execution.run(Phase.BACKWARD);
            loss += read(step.loss()) / config.microBatches();
            step.lossParts()
                    .forEach(
                            (name, value) ->
                                    parts.merge(
                                            name,
                                            (double) read(value) / config.microBatches(),
                                            Double::sum));
        }
        if (!Float.isFinite(loss)) {
            throw diverged("the loss is " + loss, progress.afterStep(loss));
        }
        execution.run(Phase.UPDATE);
        double norm = read(step.norm());
        boolean skipped = !Double.isFinite(norm);
        progress = skipped ? progress.afterSkippedStep(loss) : progress.afterStep(loss);
        listener.step(
                new StepMetrics(
                        progress.step(),
                        progress.epoch() + 1,
                        loss,
                        parts,
                        rate,
                        norm,
                        config.batchSize() / seconds(start)));
        skippedInARow = skipped ? skippedInARow + 1 : 0;
        if (skippedInARow == Math.min(MOST_SKIPPED, steps * config.schedule().epochs())) {
            throw diverged(
                    "the gradient norm was not finite in %d steps in a row, the last one %s"
                            .formatted(skippedInARow, norm),
                    progress);
        }
    }

    private DivergedException diverged(String what, Progress at) {
        return new DivergedException(what, at, saved);
    }

    private float read(Tensor value) {
        execution.download(value);
        return value.toArray()[0];
    }

    /**
     * Evaluates the weights at the end of an epoch.
     *
     * @param before the progress to save if evaluation is interrupted: a resumed run evaluates again
     */
    private EvalMetrics evaluate(Progress before) {
        downloadFinite();
        EvalMetrics best = evaluate("model", state.modelWeights(), before);
        if (best.metrics().nothingFinite()) {
            throw diverged("no output of the network is finite in the evaluation", progress);
        }
        if (!state.averages().isEmpty()) {
            EvalMetrics average = evaluate("ema", state.averagedWeights(), before);
            best = isBetter(average, primary(best)) ? average : best;
        }
        if (isBetter(best, progress.best())) {
            progress = progress.withBest(primary(best), progress.epoch());
            checkpoints.saveBest(state, progress);
        }
        return best;
    }

    /** A value that is not finite is never better. */
    private static boolean isBetter(EvalMetrics evaluation, double than) {
        double value = primary(evaluation);
        return Double.isFinite(value) && !(value <= than);
    }

    private static double primary(EvalMetrics evaluation) {
        return evaluation.metrics().primaryValue();
    }

    private EvalMetrics evaluate(String name, List<ParameterBlock> weights, Progress before) {
        long start = System.nanoTime();
        Metrics metrics = evaluator.evaluate(weights, images -> goOn(before));
        EvalMetrics result =
                new EvalMetrics(name, progress.step(), progress.epoch(), metrics, seconds(start));
        listener.evaluated(result);
        return result;
    }

    private boolean goOn(Progress before) {
        boolean stop = control.stopRequested();
        if (control.takeSave() || stop) {
            checkpoints.saveLast(state, before);
        }
        if (stop) {
            throw new TrainingStoppedException(before);
        }
        return true;
    }

    private void save() {
        downloadFinite();
        checkpoints.saveLast(state, progress);
        saved = Optional.of(new Saved(checkpoints.last(), progress.step()));
    }

    /** Copies the state to the host, and refuses to save or evaluate values that are not finite. */
    private void downloadFinite() {
        execution.download(state.flat());
        state.nonFinite()
                .ifPresent(
                        name -> {
                            throw diverged(name + " has values that are not finite", progress);
                        });
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) * 1e-9;
    }

    @Override
    public void close() {
        execution.close();
    }
}
