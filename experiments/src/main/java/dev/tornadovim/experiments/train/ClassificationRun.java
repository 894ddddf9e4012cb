package dev.tornadovim.experiments.train;

import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.Sample;
import dev.tornadovim.data.Split;
import dev.tornadovim.data.load.DataLoader;
import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.run.RunFolder;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.pipeline.metric.ClassificationMetrics;
import dev.tornadovim.pipeline.metric.Metric;
import dev.tornadovim.pipeline.metric.Metrics;
import dev.tornadovim.pipeline.model.ImageClassifier;
import dev.tornadovim.pipeline.train.ClassifierEvaluator;
import dev.tornadovim.pipeline.train.Evaluator;
import dev.tornadovim.pipeline.train.Progress;
import dev.tornadovim.pipeline.train.RunControl;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

import java.io.PrintStream;

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
    public void train(boolean resumed, PrintStream out, RunControl control) {
        Dataset<Sample> train = data.open(Split.TRAIN);
        Dataset<Sample> test = data.open(Split.TEST);
        ImageClassifier model = network(train);
        TaskTraining.requireClasses(test.info(), model.classes());
        var course =
                new TaskTraining<>(
                        run,
                        resumed,
                        ClassificationSetup.task(config, model),
                        () -> InitialWeights.set(model, config),
                        train.info(),
                        test.info());
        try (Engine engine = RunEngines.open(config);
                var training = data.training(train);
                var evaluation = data.evaluation(test);
                Evaluator evaluator = new ClassifierEvaluator(model, engine, evaluation)) {
            Progress end =
                    course.run(
                            engine, training, evaluator, ClassificationMetrics.ALL, out, control);
            LOG.info(TaskTraining.best("test accuracy", end));
            reportSkipped(training);
            reportSkipped(evaluation);
        }
    }

    @Override
    public void evaluate(RunControl control) {
        Dataset<Sample> test = data.open(Split.TEST);
        ImageClassifier model = network(test);
        var task = ClassificationSetup.task(config, model);
        var best = BestWeights.load(run, task, test.info().classNames());
        try (Engine engine = RunEngines.open(config);
                var loader = data.evaluation(test);
                Evaluator evaluator = new ClassifierEvaluator(model, engine, loader)) {
            best.evaluate(
                    control,
                    (name, weights, goOn) ->
                            report(name, best.progress(), evaluator.evaluate(weights, goOn)));
        }
    }

    private void report(String name, Progress progress, Metrics metrics) {
        FiniteOutputs.require(run.bestCheckpoint() + ", " + name, metrics);
        LOG.info(
                "{} after epoch {}: top-1 {} %, top-5 {} %, loss {}, {} images{}",
                name,
                progress.epoch(),
                Percent.of(metrics.value(Metric.TOP1)),
                Percent.of(metrics.value(Metric.TOP5)),
                "%.4f".formatted(metrics.value(Metric.LOSS)),
                metrics.images(),
                FiniteOutputs.note(metrics.nonFinite()));
    }

    private static void reportSkipped(DataLoader<?, ?> loader) {
        TaskTraining.reportSkipped(loader.info().name() + ": unreadable images", loader.skipped());
    }

    private ImageClassifier network(Dataset<Sample> dataset) {
        return ClassificationSetup.network(config, dataset.info().classes());
    }
}
