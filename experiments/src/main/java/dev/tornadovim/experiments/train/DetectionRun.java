package dev.tornadovim.experiments.train;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Printable;
import dev.tornadovim.data.Split;
import dev.tornadovim.data.coco.CocoDataset;
import dev.tornadovim.data.coco.CocoResults;
import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.run.RunFolder;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.pipeline.detection.DetectionEvaluator;
import dev.tornadovim.pipeline.detection.DetectionMetrics;
import dev.tornadovim.pipeline.detection.DetectionModel;
import dev.tornadovim.pipeline.detection.DetectionTask;
import dev.tornadovim.pipeline.train.Progress;
import dev.tornadovim.pipeline.train.RunControl;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

import java.io.PrintStream;
import java.nio.file.Path;

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
    public void train(boolean resumed, PrintStream out, RunControl control) {
        CocoDataset train = data.open(Split.TRAIN);
        CocoDataset test = data.open(Split.TEST);
        requireSameClasses(train, test);
        DetectionModel model = DetectionSetup.network(config, train.info().classes());
        DetectionTask task = DetectionSetup.task(config, model);
        var course =
                new TaskTraining<>(
                        run,
                        resumed,
                        task,
                        () -> InitialWeights.set(model, config),
                        train.info(),
                        test.info());
        try (Engine engine = RunEngines.open(config);
                var training = data.training(train);
                var evaluation = data.evaluation(test);
                DetectionEvaluator evaluator =
                        new DetectionEvaluator(task, engine, evaluation, test.annotations())) {
            Progress end =
                    course.run(engine, training, evaluator, DetectionMetrics.ALL, out, control);
            LOG.info(TaskTraining.best("box AP", end));
            TaskTraining.reportSkipped("unreadable training images", training.skipped());
            TaskTraining.reportSkipped("unreadable test images", evaluation.skipped());
        }
    }

    /** Also writes the boxes and masks that were found into the run's folder, in COCO's format. */
    @Override
    public void evaluate(RunControl control) {
        CocoDataset test = data.open(Split.TEST);
        DetectionModel model = DetectionSetup.network(config, test.info().classes());
        DetectionTask task = DetectionSetup.task(config, model);
        var best = BestWeights.load(run, task, test.info().classNames());
        try (Engine engine = RunEngines.open(config);
                var loader = data.evaluation(test);
                DetectionEvaluator evaluator =
                        new DetectionEvaluator(task, engine, loader, test.annotations())) {
            best.evaluate(
                    control,
                    (name, weights, goOn) ->
                            report(name, best.progress(), evaluator.measure(weights, goOn)));
            TaskTraining.reportSkipped("unreadable test images", loader.skipped());
        }
    }

    private void report(String name, Progress progress, DetectionEvaluator.Findings findings) {
        FiniteOutputs.require(run.bestCheckpoint() + ", " + name, findings.metrics());
        Path folder = run.path().resolve("eval");
        Path boxes = folder.resolve("results-" + name + ".bbox.json");
        Path masks = folder.resolve("results-" + name + ".segm.json");
        CocoResults.writeBoxes(boxes, findings.results());
        CocoResults.writeMasks(masks, findings.results());
        LOG.info(
                "{} after epoch {}: {}, {} images{}\n{}{}",
                name,
                progress.epoch(),
                findings.summary(),
                findings.metrics().images(),
                FiniteOutputs.note(findings.metrics().nonFinite()),
                findings.report(),
                classes(findings));
        LOG.info("boxes: {}, masks: {}", boxes, masks);
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
                                                        Printable.of(name),
                                                        Percent.of(boxes),
                                                        Percent.of(masks.get(name)))));
        return table.toString();
    }

    private static void requireSameClasses(CocoDataset train, CocoDataset test) {
        var names = train.info().classNames();
        if (!test.info().classNames().equals(names)) {
            throw new DataException(
                    test.info().source(),
                    "its classes are %s, expected those of the training images, %s"
                            .formatted(test.info().classNames(), names));
        }
    }
}
