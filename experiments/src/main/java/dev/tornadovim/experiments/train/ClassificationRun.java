package dev.tornadovim.experiments.train;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.Split;
import dev.tornadovim.data.load.Batch;
import dev.tornadovim.data.load.BatchLoader;
import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.run.GitState;
import dev.tornadovim.experiments.run.Provenance;
import dev.tornadovim.experiments.run.RunFolder;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.pipeline.metric.ClassificationMetrics;
import dev.tornadovim.pipeline.metric.Metric;
import dev.tornadovim.pipeline.metric.Metrics;
import dev.tornadovim.pipeline.model.ImageClassifier;
import dev.tornadovim.pipeline.train.Checkpoints;
import dev.tornadovim.pipeline.train.ClassifierEvaluator;
import dev.tornadovim.pipeline.train.ClassifierTask;
import dev.tornadovim.pipeline.train.Evaluator;
import dev.tornadovim.pipeline.train.OptimizerState;
import dev.tornadovim.pipeline.train.Progress;
import dev.tornadovim.pipeline.train.Trainer;
import dev.tornadovim.pipeline.train.listener.TrainingListener;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Trains and evaluates the classifier of a run folder. */
final class ClassificationRun implements TaskRun {

    private static final Logger LOG = LogManager.getLogger(ClassificationRun.class);

    private final RunFolder run;
    private final ExperimentConfig config;
    private final ClassificationData data;

    ClassificationRun(RunFolder run) {
        this.run = run;
        this.config = run.config();
        this.data = new ClassificationData(config);
    }

    @Override
    public void train(boolean resumed, PrintStream out) {
        Dataset train = data.open(Split.TRAIN);
        Dataset test = data.open(Split.TEST);
        ImageClassifier model = network(train, config.train().recompute());
        requireClasses(test, model);
        Checkpoints checkpoints = checkpoints(train);
        boolean goesOn = resumed && Files.exists(checkpoints.last());
        if (resumed && !goesOn) {
            LOG.info("no checkpoint yet: training starts over");
        }
        if (!goesOn) {
            InitialWeights.set(model, config);
        }
        ClassifierTask task = ClassificationSetup.task(config, model);
        OptimizerState state = new OptimizerState(task, config.optim().emaDecay() > 0);
        Progress from = goesOn ? Checkpoints.load(checkpoints.last(), state) : Progress.start();
        try (Engine engine = Engines.open(config);
                BatchLoader training = data.training(train);
                BatchLoader evaluation = data.evaluation(test);
                TrainingListener listener = listener(train, out);
                Evaluator evaluator = new ClassifierEvaluator(model, engine, evaluation);
                Trainer<Batch> trainer =
                        new Trainer<>(
                                task,
                                evaluator,
                                engine,
                                TrainingSetup.of(config),
                                state,
                                training,
                                checkpoints,
                                listener)) {
            LOG.info("engine: {}", engine.name());
            run.write(
                    Provenance.collect(
                            GitState.of(Path.of("")),
                            config.seed(),
                            config.threadCount(),
                            engine.name(),
                            List.of(train.info(), test.info())));
            Progress end = trainer.run(from);
            LOG.info(
                    "best test accuracy {} % after epoch {}", percent(end.best()), end.bestEpoch());
            reportSkipped(training);
            reportSkipped(evaluation);
        }
    }

    private TrainingListener listener(Dataset train, PrintStream out) {
        return RunListeners.of(run, ClassificationMetrics.ALL, train.info().classNames(), out);
    }

    @Override
    public void evaluate() {
        Dataset test = data.open(Split.TEST);
        ImageClassifier model = network(test, false);
        OptimizerState state =
                new OptimizerState(
                        ClassificationSetup.task(config, model), config.optim().emaDecay() > 0);
        Progress progress = Checkpoints.loadWeights(checkpoints(test).best(), state);
        try (Engine engine = Engines.open(config);
                BatchLoader loader = data.evaluation(test);
                Evaluator evaluator = new ClassifierEvaluator(model, engine, loader)) {
            report("model", progress, evaluator.evaluate(state.modelWeights()));
            if (!state.averages().isEmpty()) {
                report("ema", progress, evaluator.evaluate(state.averagedWeights()));
            }
        }
    }

    private static void report(String name, Progress progress, Metrics metrics) {
        LOG.info(
                "{} after epoch {}: top-1 {} %, top-5 {} %, loss {}, {} images",
                name,
                progress.epoch(),
                percent(metrics.value(Metric.TOP1)),
                percent(metrics.value(Metric.TOP5)),
                "%.4f".formatted(metrics.value(Metric.LOSS)),
                metrics.images());
    }

    private static String percent(double share) {
        return "%.2f".formatted(100 * share);
    }

    private static void reportSkipped(BatchLoader loader) {
        if (loader.skipped().count() > 0) {
            LOG.warn(
                    "{}: unreadable images that were skipped, listed above: {}",
                    loader.info().name(),
                    loader.skipped().count());
        }
    }

    private ImageClassifier network(Dataset dataset, boolean recompute) {
        return ClassificationSetup.network(config, dataset.info().classes(), recompute);
    }

    private static void requireClasses(Dataset test, ImageClassifier model) {
        if (test.info().classes() > model.classes()) {
            throw new DataException(
                    test.info().source(),
                    "%d classes, but %d in the training images"
                            .formatted(test.info().classes(), model.classes()));
        }
    }

    /** Checkpoints that say how to use them: the config, and the names of the classes. */
    private Checkpoints checkpoints(Dataset dataset) {
        return new Checkpoints(
                run.checkpoints(),
                Map.of(
                        "experiment",
                        config.name(),
                        CheckpointConfig.CONFIG,
                        run.configText(),
                        CheckpointConfig.CLASSES,
                        String.join("\n", dataset.info().classNames())));
    }
}
