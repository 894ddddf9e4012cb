package dev.tornadovim.experiments.inference;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.Split;
import dev.tornadovim.data.dense.SegmentationSample;
import dev.tornadovim.experiments.run.RunException;
import dev.tornadovim.experiments.sink.ConsoleSink;
import dev.tornadovim.experiments.sink.EvaluationProgress;
import dev.tornadovim.experiments.train.FiniteOutputs;
import dev.tornadovim.experiments.train.RunEngines;
import dev.tornadovim.experiments.train.SegmentationData;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.pipeline.inference.TrainedSegmentation;
import dev.tornadovim.pipeline.metric.SegmentationMetrics;
import dev.tornadovim.pipeline.segmentation.SegmentationEvaluator;
import dev.tornadovim.pipeline.train.RunControl;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

import java.io.PrintStream;

/** Measures a trained segmentation network on the test images of its config. */
public final class SegmentationEvaluation {
    private static final Logger LOG = LogManager.getLogger(SegmentationEvaluation.class);

    /**
     * What was measured.
     *
     * @param metrics of all images together
     * @param images that were segmented
     * @param seconds that it took, loading of the images included
     * @param skipped samples that could not be read
     */
    public record Result(SegmentationMetrics metrics, long images, double seconds, int skipped) {

        /** A line, and a table of the classes. */
        @Override
        public String toString() {
            return "mIoU %.2f %%, mAcc %.2f %%, aAcc %.2f %%, %d images in %.1f s, %.1f images/s%s%n%s"
                    .formatted(
                            100 * metrics.meanIou(),
                            100 * metrics.meanAccuracy(),
                            100 * metrics.pixelAccuracy(),
                            images,
                            seconds,
                            images / seconds,
                            WeightsEvaluation.skippedText(skipped)
                                    + FiniteOutputs.note(metrics.nonFinite()),
                            metrics.table());
        }
    }

    private SegmentationEvaluation() {}

    /**
     * Evaluates.
     *
     * @param out where progress goes
     * @param control asked between batches whether to stop; the figures are those of the images so far
     * @throws DataException if the classes of the images are not those of the network
     * @throws RunException if no output of the network is finite
     */
    public static Result run(
            OpenedWeights<TrainedSegmentation> opened, PrintStream out, RunControl control) {
        TrainedSegmentation trained = opened.trained();
        var data = new SegmentationData(opened.config());
        Dataset<SegmentationSample> test = data.open(Split.TEST);
        if (!test.info().classNames().equals(trained.classNames())) {
            throw new DataException(
                    test.info().source(),
                    "classes %s, but the network knows %s"
                            .formatted(test.info().classNames(), trained.classNames()));
        }
        boolean bar = opened.config().log().bar() && ConsoleSink.isTerminal();
        int batch = opened.config().train().evalBatchSize();
        try (Engine engine = RunEngines.open(opened.config());
                var evaluator =
                        new SegmentationEvaluator(
                                test,
                                trained.metadata()::prepare,
                                trained.segmenter(engine, batch),
                                batch,
                                opened.config().data().skipLimit());
                var progress = new EvaluationProgress(out, bar, test.size(), control)) {
            LOG.info("engine: {}", engine.name());
            long start = System.nanoTime();
            SegmentationMetrics metrics = evaluator.measure(trained.weights(), progress);
            double seconds = (System.nanoTime() - start) * 1e-9;
            FiniteOutputs.require(
                    trained.source(), progress.done(), metrics.nonFinite(), metrics.meanIou());
            return new Result(metrics, progress.done(), seconds, evaluator.skipped().count());
        }
    }
}
