package dev.tornadovim.experiments.train;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.DatasetInfo;
import dev.tornadovim.data.load.Batches;
import dev.tornadovim.data.load.SkippedSamples;
import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.run.GitState;
import dev.tornadovim.experiments.run.Provenance;
import dev.tornadovim.experiments.run.RunFolder;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.pipeline.metric.Metric;
import dev.tornadovim.pipeline.train.Checkpoints;
import dev.tornadovim.pipeline.train.Evaluator;
import dev.tornadovim.pipeline.train.LearningTask;
import dev.tornadovim.pipeline.train.OptimizerState;
import dev.tornadovim.pipeline.train.Progress;
import dev.tornadovim.pipeline.train.RunControl;
import dev.tornadovim.pipeline.train.Trainer;
import dev.tornadovim.pipeline.train.listener.TrainingListener;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The training of a run folder's network, whatever its task: new, or from the last checkpoint on.
 *
 * @param <B> what one batch holds
 */
final class TaskTraining<B> {

    private static final Logger LOG = LogManager.getLogger(TaskTraining.class);

    private final RunFolder run;
    private final LearningTask<B> task;
    private final DatasetInfo train;
    private final DatasetInfo test;
    private final Checkpoints checkpoints;
    private final OptimizerState state;
    private final Progress from;

    /**
     * Sets the weights that training starts from.
     *
     * @param resumed whether to go on from the last checkpoint, or from the start where there is none
     * @param initialise sets the weights of a training that starts
     */
    TaskTraining(
            RunFolder run,
            boolean resumed,
            LearningTask<B> task,
            Runnable initialise,
            DatasetInfo train,
            DatasetInfo test) {
        this.run = run;
        this.task = task;
        this.train = train;
        this.test = test;
        this.checkpoints = CheckpointConfig.checkpoints(run, train.classNames());
        boolean goesOn = resumed && Files.exists(checkpoints.last());
        if (resumed && !goesOn) {
            LOG.info("no checkpoint yet: training starts over");
        }
        if (!goesOn) {
            initialise.run();
        }
        this.state = new OptimizerState(task, run.config().optim().emaDecay() > 0);
        this.from = goesOn ? Checkpoints.load(checkpoints.last(), state) : Progress.start();
    }

    /**
     * Trains to the end of the schedule, and writes what it ran with and its course into the folder.
     *
     * @param metrics of the evaluator, in the order of display
     * @param out standard output
     * @param control asked between steps whether to save or to stop
     */
    Progress run(
            Engine engine,
            Batches<B> batches,
            Evaluator evaluator,
            List<Metric> metrics,
            PrintStream out,
            RunControl control) {
        ExperimentConfig config = run.config();
        try (TrainingListener listener = RunListeners.of(run, metrics, train.classNames(), out);
                Trainer<B> trainer =
                        new Trainer<>(
                                task,
                                evaluator,
                                engine,
                                TrainingSetup.of(config),
                                state,
                                batches,
                                checkpoints,
                                control,
                                listener)) {
            LOG.info("engine: {}", engine.name());
            run.write(
                    Provenance.collect(
                            GitState.of(Path.of("")),
                            config.seed(),
                            config.threadCount(),
                            engine.name(),
                            List.of(train, test)));
            return trainer.run(from);
        }
    }

    /** The best value of the metric that decides which weights are best, for the log. */
    static String best(String metric, Progress end) {
        return end.hasBest()
                ? "best %s %s %% after epoch %d"
                        .formatted(metric, Percent.of(end.best()), end.bestEpoch())
                : "no best weights: no evaluation had a defined " + metric;
    }

    /** Throws unless the network has an output for every class of the data to measure on. */
    static void requireClasses(DatasetInfo test, int classes) {
        if (test.classes() > classes) {
            throw new DataException(
                    test.source(),
                    "%d classes, but %d in the training images".formatted(test.classes(), classes));
        }
    }

    /** Warns of samples that could not be read, if there were any. */
    static void reportSkipped(String what, SkippedSamples skipped) {
        if (skipped.count() > 0) {
            LOG.warn("{} that were skipped, listed above: {}", what, skipped.count());
        }
    }
}
