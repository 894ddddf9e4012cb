package dev.tornadovim.experiments.train;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Split;
import dev.tornadovim.data.dense.SegmentationBatch;
import dev.tornadovim.data.dense.SegmentationDataset;
import dev.tornadovim.data.dense.SegmentationLoader;
import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.run.GitState;
import dev.tornadovim.experiments.run.Provenance;
import dev.tornadovim.experiments.run.RunFolder;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.pipeline.metric.SegmentationMetrics;
import dev.tornadovim.pipeline.segmentation.SegmentationConfig;
import dev.tornadovim.pipeline.segmentation.SegmentationEvaluator;
import dev.tornadovim.pipeline.segmentation.SegmentationModel;
import dev.tornadovim.pipeline.segmentation.SegmentationTask;
import dev.tornadovim.pipeline.train.Checkpoints;
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
    public void train(boolean resumed, PrintStream out) {
        SegmentationDataset train = data.open(Split.TRAIN);
        SegmentationDataset test = data.open(Split.TEST);
        SegmentationConfig network = SegmentationSetup.network(config, train.info().classes());
        requireClasses(test, network);
        SegmentationModel model = SegmentationModel.allocate(network, config.train().recompute());
        Checkpoints checkpoints = checkpoints(train);
        boolean goesOn = resumed && Files.exists(checkpoints.last());
        if (resumed && !goesOn) {
            LOG.info("no checkpoint yet: training starts over");
        }
        if (!goesOn) {
            InitialWeights.set(model, config);
        }
        SegmentationTask task = SegmentationSetup.task(config, model);
        OptimizerState state = new OptimizerState(task, config.optim().emaDecay() > 0);
        Progress from = goesOn ? Checkpoints.load(checkpoints.last(), state) : Progress.start();
        try (Engine engine = Engines.open(config);
                SegmentationLoader training = data.training(train);
                TrainingListener listener = listener(train, out);
                SegmentationEvaluator evaluator = evaluator(test, network, engine);
                Trainer<SegmentationBatch> trainer =
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
                    "best mIoU {} % after epoch {}",
                    "%.2f".formatted(100 * end.best()), end.bestEpoch());
            if (training.skipped().count() > 0) {
                LOG.warn(
                        "unreadable samples that were skipped, listed above: {}",
                        training.skipped().count());
            }
        }
    }

    @Override
    public void evaluate() {
        SegmentationDataset test = data.open(Split.TEST);
        SegmentationConfig network = SegmentationSetup.network(config, test.info().classes());
        SegmentationTask task =
                SegmentationSetup.task(config, SegmentationModel.allocate(network, false));
        OptimizerState state = new OptimizerState(task, config.optim().emaDecay() > 0);
        Progress progress = Checkpoints.loadWeights(checkpoints(test).best(), state);
        try (Engine engine = Engines.open(config);
                SegmentationEvaluator evaluator = evaluator(test, network, engine)) {
            report("model", progress, evaluator, state.modelWeights());
            if (!state.averages().isEmpty()) {
                report("ema", progress, evaluator, state.averagedWeights());
            }
        }
    }

    private static void report(
            String name,
            Progress progress,
            SegmentationEvaluator evaluator,
            List<ParameterBlock> weights) {
        SegmentationMetrics metrics = evaluator.measure(weights, images -> {});
        LOG.info(
                "{} after epoch {}: mIoU {} %, mAcc {} %, aAcc {} %\n{}",
                name,
                progress.epoch(),
                percent(metrics.meanIou()),
                percent(metrics.meanAccuracy()),
                percent(metrics.pixelAccuracy()),
                metrics.table());
    }

    private static String percent(double share) {
        return "%.2f".formatted(100 * share);
    }

    private SegmentationEvaluator evaluator(
            SegmentationDataset test, SegmentationConfig network, Engine engine) {
        int batch = config.train().evalBatchSize();
        return new SegmentationEvaluator(
                test,
                data.preparation(),
                SegmentationSetup.segmenter(config, network, engine, batch),
                batch);
    }

    private TrainingListener listener(SegmentationDataset train, PrintStream out) {
        return RunListeners.of(run, SegmentationEvaluator.METRICS, train.info().classNames(), out);
    }

    private static void requireClasses(SegmentationDataset test, SegmentationConfig network) {
        if (test.info().classes() > network.classes()) {
            throw new DataException(
                    test.info().source(),
                    "%d classes, but %d in the training images"
                            .formatted(test.info().classes(), network.classes()));
        }
    }

    /** Checkpoints that say how to use them: the config, and the names of the classes. */
    private Checkpoints checkpoints(SegmentationDataset dataset) {
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
