package dev.tornadovim.experiments.inference;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.Sample;
import dev.tornadovim.data.Split;
import dev.tornadovim.experiments.run.RunException;
import dev.tornadovim.experiments.sink.ConsoleSink;
import dev.tornadovim.experiments.sink.EvaluationProgress;
import dev.tornadovim.experiments.train.ClassificationData;
import dev.tornadovim.experiments.train.FiniteOutputs;
import dev.tornadovim.experiments.train.RunEngines;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.pipeline.inference.TrainedClassifier;
import dev.tornadovim.pipeline.metric.Metric;
import dev.tornadovim.pipeline.metric.Metrics;
import dev.tornadovim.pipeline.train.ClassifierEvaluator;
import dev.tornadovim.pipeline.train.RunControl;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

import java.io.PrintStream;

/** Measures a trained network on the test images of its config. */
public final class WeightsEvaluation {
    private static final Logger LOG = LogManager.getLogger(WeightsEvaluation.class);

    /**
     * What was measured.
     *
     * @param metrics accuracy and loss
     * @param seconds that it took, loading of the images included
     * @param skipped images that could not be read
     */
    public record Result(Metrics metrics, double seconds, int skipped) {

        /** One line. */
        @Override
        public String toString() {
            long images = metrics.images();
            return "top-1 %.2f %%, top-5 %.2f %%, loss %.4f, %d images in %.1f s, %.1f images/s%s%s"
                    .formatted(
                            100 * metrics.value(Metric.TOP1),
                            100 * metrics.value(Metric.TOP5),
                            metrics.value(Metric.LOSS),
                            images,
                            seconds,
                            images / seconds,
                            skippedText(skipped),
                            FiniteOutputs.note(metrics.nonFinite()));
        }
    }

    /** What a line adds about images that could not be read, if there were any. */
    static String skippedText(int skipped) {
        return skipped == 0 ? "" : ", " + skipped + " unreadable skipped";
    }

    private WeightsEvaluation() {}

    /**
     * Evaluates.
     *
     * @param out where progress goes
     * @param control asked between batches whether to stop; the figures are those of the images so far
     * @throws DataException if the images are of more classes than the network knows
     * @throws RunException if no output of the network is finite
     */
    public static Result run(
            OpenedWeights<TrainedClassifier> opened, PrintStream out, RunControl control) {
        TrainedClassifier model = opened.trained();
        var data = new ClassificationData(opened.config());
        Dataset<Sample> test = data.open(Split.TEST);
        checkClasses(test, model);
        boolean bar = opened.config().log().bar() && ConsoleSink.isTerminal();
        try (Engine engine = RunEngines.open(opened.config());
                var loader = data.evaluation(test);
                ClassifierEvaluator evaluator =
                        new ClassifierEvaluator(model.network(), engine, loader);
                var progress = new EvaluationProgress(out, bar, test.size(), control)) {
            LOG.info("engine: {}", engine.name());
            long start = System.nanoTime();
            var metrics = evaluator.evaluate(model.network().blocks(), progress);
            double seconds = (System.nanoTime() - start) * 1e-9;
            FiniteOutputs.require(model.source(), metrics);
            return new Result(metrics, seconds, loader.skipped().count());
        }
    }

    private static void checkClasses(Dataset<Sample> test, TrainedClassifier model) {
        int found = test.info().classes();
        int known = model.network().classes();
        if (found > known) {
            throw new DataException(
                    test.info().source(),
                    "%d classes, but the network knows %d".formatted(found, known));
        }
        if (found < known) {
            LOG.warn(
                    "{} classes in the data, {} in the network: check that labels agree",
                    found,
                    known);
        }
        model.classNames()
                .filter(names -> !names.equals(test.info().classNames()))
                .ifPresent(
                        names ->
                                LOG.warn(
                                        "classes of the data are not called as those of the"
                                                + " training"));
    }
}
