package dev.tornadovim.experiments.train;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Split;
import dev.tornadovim.data.coco.CocoResults;
import dev.tornadovim.data.coco.DetectionBatch;
import dev.tornadovim.data.coco.DetectionLoader;
import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.run.GitState;
import dev.tornadovim.experiments.run.Provenance;
import dev.tornadovim.experiments.run.RunFolder;
import dev.tornadovim.experiments.train.DetectionData.Annotated;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.pipeline.detection.DetectionEvaluator;
import dev.tornadovim.pipeline.detection.DetectionMetrics;
import dev.tornadovim.pipeline.detection.DetectionModel;
import dev.tornadovim.pipeline.detection.DetectionTask;
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

/** Trains and evaluates the detector of a run folder. */
final class DetectionRun implements TaskRun {

    private static final Logger LOG = LogManager.getLogger(DetectionRun.class);

    private final RunFolder run;
    private final ExperimentConfig config;
    private final DetectionData data;

    DetectionRun(RunFolder run) {
        this.run = run;
        this.config = run.config();
        this.data = new DetectionData(config);
    }

    @Override
    public void train(boolean resumed, PrintStream out) {
        Annotated train = data.open(Split.TRAIN);
        Annotated test = data.open(Split.TEST);
        requireSameClasses(train, test);
        DetectionModel model =
                DetectionSetup.network(
                        config, train.images().info().classes(), config.train().recompute());
        Checkpoints checkpoints = checkpoints(train);
        boolean goesOn = resumed && Files.exists(checkpoints.last());
        if (resumed && !goesOn) {
            LOG.info("no checkpoint yet: training starts over");
        }
        if (!goesOn) {
            InitialWeights.set(model, config);
        }
        DetectionTask task = DetectionSetup.task(config, model);
        OptimizerState state = new OptimizerState(task, config.optim().emaDecay() > 0);
        Progress from = goesOn ? Checkpoints.load(checkpoints.last(), state) : Progress.start();
        try (Engine engine = Engines.open(config);
                DetectionLoader training = data.training(train);
                DetectionLoader evaluation = data.evaluation(test);
                TrainingListener listener = listener(train, out);
                DetectionEvaluator evaluator =
                        new DetectionEvaluator(task, engine, evaluation, test.annotations());
                Trainer<DetectionBatch> trainer =
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
                            List.of(train.images().info(), test.images().info())));
            Progress end = trainer.run(from);
            LOG.info("best box AP {} % after epoch {}", percent(end.best()), end.bestEpoch());
            if (training.skipped().count() > 0) {
                LOG.warn(
                        "unreadable images that were skipped, listed above: {}",
                        training.skipped().count());
            }
        }
    }

    /** Also writes what was found into the run's folder, in COCO's format. */
    @Override
    public void evaluate() {
        Annotated test = data.open(Split.TEST);
        DetectionModel model =
                DetectionSetup.network(config, test.images().info().classes(), false);
        DetectionTask task = DetectionSetup.task(config, model);
        OptimizerState state = new OptimizerState(task, config.optim().emaDecay() > 0);
        Progress progress = Checkpoints.loadWeights(checkpoints(test).best(), state);
        try (Engine engine = Engines.open(config);
                DetectionLoader loader = data.evaluation(test);
                DetectionEvaluator evaluator =
                        new DetectionEvaluator(task, engine, loader, test.annotations())) {
            report("model", progress, evaluator, state.modelWeights());
            if (!state.averages().isEmpty()) {
                report("ema", progress, evaluator, state.averagedWeights());
            }
        }
    }

    private void report(
            String name,
            Progress progress,
            DetectionEvaluator evaluator,
            List<ParameterBlock> weights) {
        var findings = evaluator.measure(weights, images -> {});
        Path file = run.path().resolve("eval").resolve("results-" + name + ".json");
        CocoResults.write(file, findings.results());
        LOG.info(
                "{} after epoch {}: box AP {} %, mask AP {} %, {} images\nboxes\n{}masks\n{}{}",
                name,
                progress.epoch(),
                percent(findings.boxes().averagePrecision()),
                percent(findings.masks().averagePrecision()),
                findings.metrics().images(),
                findings.boxes().report(),
                findings.masks().report(),
                classes(findings));
        LOG.info("detections: {}", file);
    }

    private static String classes(DetectionEvaluator.Findings findings) {
        var masks = findings.masks().classPrecisionByName();
        var table = new StringBuilder("%-20s %8s %8s%n".formatted("class", "box AP", "mask AP"));
        findings.boxes()
                .classPrecisionByName()
                .forEach(
                        (name, boxes) ->
                                table.append(
                                        "%-20s %8s %8s%n"
                                                .formatted(
                                                        name,
                                                        percent(boxes),
                                                        percent(masks.get(name)))));
        return table.toString();
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? "-" : "%.2f".formatted(100 * share);
    }

    private TrainingListener listener(Annotated train, PrintStream out) {
        return RunListeners.of(run, DetectionMetrics.ALL, train.images().info().classNames(), out);
    }

    private static void requireSameClasses(Annotated train, Annotated test) {
        var names = train.images().info().classNames();
        if (!test.images().info().classNames().equals(names)) {
            throw new DataException(
                    test.images().info().source(),
                    "its classes are %s, expected those of the training images, %s"
                            .formatted(test.images().info().classNames(), names));
        }
    }

    /** Checkpoints that say how to use them: the config, and the names of the classes. */
    private Checkpoints checkpoints(Annotated data) {
        return new Checkpoints(
                run.checkpoints(),
                Map.of(
                        "experiment",
                        config.name(),
                        CheckpointConfig.CONFIG,
                        run.configText(),
                        CheckpointConfig.CLASSES,
                        String.join("\n", data.images().info().classNames())));
    }
}
