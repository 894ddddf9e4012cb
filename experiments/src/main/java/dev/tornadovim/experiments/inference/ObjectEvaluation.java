package dev.tornadovim.experiments.inference;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Split;
import dev.tornadovim.experiments.run.RunException;
import dev.tornadovim.experiments.sink.ConsoleSink;
import dev.tornadovim.experiments.sink.EvaluationProgress;
import dev.tornadovim.experiments.train.DetectionData;
import dev.tornadovim.experiments.train.DetectionSetup;
import dev.tornadovim.experiments.train.FiniteOutputs;
import dev.tornadovim.experiments.train.RunEngines;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.pipeline.detection.DetectionEvaluator;
import dev.tornadovim.pipeline.detection.DetectionEvaluator.Findings;
import dev.tornadovim.pipeline.inference.TrainedDetector;
import dev.tornadovim.pipeline.train.RunControl;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

import java.io.PrintStream;
import java.util.Locale;

/** Measures a trained detector on the test images of its config. */
public final class ObjectEvaluation {
    private static final Logger LOG = LogManager.getLogger(ObjectEvaluation.class);

    /**
     * What was measured.
     *
     * @param findings boxes and masks
     * @param seconds that it took, loading of the images included
     * @param skipped images that could not be read
     */
    public record Result(Findings findings, double seconds, int skipped) {

        /** A line, and COCO's twelve figures of boxes and of masks, as far as there are any. */
        @Override
        public String toString() {
            long images = findings.metrics().images();
            return String.format(
                    Locale.ROOT,
                    "%s, %d images in %.1f s, %.1f images/s%s%s%n%s",
                    findings.summary(),
                    images,
                    seconds,
                    images / seconds,
                    WeightsEvaluation.skippedText(skipped),
                    FiniteOutputs.note(findings.metrics().nonFinite()),
                    findings.report());
        }
    }

    private ObjectEvaluation() {}

    /**
     * Evaluates.
     *
     * @param out where progress goes
     * @param control asked between batches whether to stop; the figures are those of the images so far
     * @throws DataException if the classes of the images are not those of the network
     * @throws RunException if no output of the network is finite
     */
    public static Result run(
            OpenedWeights<TrainedDetector> opened, PrintStream out, RunControl control) {
        TrainedDetector trained = opened.trained();
        var data = new DetectionData(opened.config());
        var test = data.open(Split.TEST);
        if (!test.info().classNames().equals(trained.classNames())) {
            throw new DataException(
                    test.info().source(),
                    "classes %s, but the network knows %s"
                            .formatted(test.info().classNames(), trained.classNames()));
        }
        boolean bar = opened.config().log().bar() && ConsoleSink.isTerminal();
        var task = DetectionSetup.task(opened.config(), trained.network());
        try (Engine engine = RunEngines.open(opened.config());
                var loader = data.evaluation(test);
                var evaluator = new DetectionEvaluator(task, engine, loader, test.annotations());
                var progress = new EvaluationProgress(out, bar, test.size(), control)) {
            LOG.info("engine: {}", engine.name());
            long start = System.nanoTime();
            Findings findings = evaluator.measure(task.weights(), progress);
            double seconds = (System.nanoTime() - start) * 1e-9;
            FiniteOutputs.require(trained.source(), findings.metrics());
            return new Result(findings, seconds, loader.skipped().count());
        }
    }
}
