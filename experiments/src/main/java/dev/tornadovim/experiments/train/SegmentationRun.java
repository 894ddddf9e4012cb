package dev.tornadovim.experiments.train;

import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.Split;
import dev.tornadovim.data.dense.SegmentationSample;
import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.run.RunFolder;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.pipeline.metric.SegmentationMetrics;
import dev.tornadovim.pipeline.segmentation.SegmentationConfig;
import dev.tornadovim.pipeline.segmentation.SegmentationEvaluator;
import dev.tornadovim.pipeline.segmentation.SegmentationModel;
import dev.tornadovim.pipeline.segmentation.SegmentationTask;
import dev.tornadovim.pipeline.train.Progress;
import dev.tornadovim.pipeline.train.RunControl;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

import java.io.PrintStream;

/** Trains and evaluates the segmentation network of a run folder. */
final class SegmentationRun implements TaskRun {

    private static final Logger LOG = LogManager.getLogger(SegmentationRun.class);

    private final RunFolder run;
    private final ExperimentConfig config;
    private final SegmentationData data;

    SegmentationRun(RunFolder run) {
        this.run = run;
        this.config = run.config();
        this.data = new SegmentationData(config);
    }

    @Override
    public void train(boolean resumed, PrintStream out, RunControl control) {
        Dataset<SegmentationSample> train = data.open(Split.TRAIN);
        Dataset<SegmentationSample> test = data.open(Split.TEST);
        SegmentationConfig network = SegmentationSetup.network(config, train.info().classes());
        TaskTraining.requireClasses(test.info(), network.classes());
        SegmentationModel model = SegmentationModel.allocate(network, config.optim().decayRule());
        var course =
                new TaskTraining<>(
                        run,
                        resumed,
                        SegmentationSetup.task(config, model),
                        () -> InitialWeights.set(model, config),
                        train.info(),
                        test.info());
        try (Engine engine = RunEngines.open(config);
                var training = data.training(train);
                SegmentationEvaluator evaluator = evaluator(test, network, engine)) {
            Progress end =
                    course.run(
                            engine,
                            training,
                            evaluator,
                            SegmentationEvaluator.METRICS,
                            out,
                            control);
            LOG.info(TaskTraining.best("mIoU", end));
            TaskTraining.reportSkipped("unreadable training samples", training.skipped());
            TaskTraining.reportSkipped("unreadable test samples", evaluator.skipped());
        }
    }

    @Override
    public void evaluate(RunControl control) {
        Dataset<SegmentationSample> test = data.open(Split.TEST);
        SegmentationConfig network = SegmentationSetup.network(config, test.info().classes());
        SegmentationTask task = SegmentationSetup.task(config, SegmentationModel.allocate(network));
        var best = BestWeights.load(run, task, test.info().classNames());
        try (Engine engine = RunEngines.open(config);
                SegmentationEvaluator evaluator = evaluator(test, network, engine)) {
            best.evaluate(
                    control,
                    (name, weights, goOn) ->
                            report(
                                    name,
                                    best.progress(),
                                    test.size(),
                                    evaluator.measure(weights, goOn)));
            TaskTraining.reportSkipped("unreadable test samples", evaluator.skipped());
        }
    }

    private void report(String name, Progress progress, int images, SegmentationMetrics metrics) {
        FiniteOutputs.require(
                run.bestCheckpoint() + ", " + name, images, metrics.nonFinite(), metrics.meanIou());
        LOG.info(
                "{} after epoch {}: mIoU {} %, mAcc {} %, aAcc {} %{}\n{}",
                name,
                progress.epoch(),
                Percent.of(metrics.meanIou()),
                Percent.of(metrics.meanAccuracy()),
                Percent.of(metrics.pixelAccuracy()),
                FiniteOutputs.note(metrics.nonFinite()),
                metrics.table());
    }

    private SegmentationEvaluator evaluator(
            Dataset<SegmentationSample> test, SegmentationConfig network, Engine engine) {
        int batch = config.train().evalBatchSize();
        var metadata = SegmentationSetup.metadata(config, network);
        return new SegmentationEvaluator(
                test,
                metadata::prepare,
                metadata.segmenter(engine, batch),
                batch,
                config.data().skipLimit());
    }
}
