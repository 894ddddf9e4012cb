package dev.tornadovim.pipeline.detection;

import dev.tornadovim.data.coco.CocoAnnotations;
import dev.tornadovim.data.coco.CocoResult;
import dev.tornadovim.data.coco.DetectionBatch;
import dev.tornadovim.data.coco.PlacedImage;
import dev.tornadovim.data.load.Batches;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.pipeline.metric.CocoEvaluation;
import dev.tornadovim.pipeline.metric.Metrics;
import dev.tornadovim.pipeline.train.Evaluator;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;

/** Measures a detector on images with annotations, by COCO's protocol. */
public final class DetectionEvaluator implements Evaluator {

    private final DetectionTask task;
    private final Batches<DetectionBatch> loader;
    private final CocoAnnotations truth;
    private final Detector detector;

    /**
     * What one evaluation found.
     *
     * @param results everything that was detected
     * @param boxes figures of boxes
     * @param masks figures of masks
     * @param metrics both by name
     */
    public record Findings(
            List<CocoResult> results, CocoEvaluation boxes, CocoEvaluation masks, Metrics metrics) {

        /** Average precisions as a line has them; says so where there is nothing to find. */
        public String summary() {
            return boxes.isDefined()
                    ? metrics.text()
                    : "no annotated objects, so that average precision is undefined";
        }

        /** COCO's figures of boxes and of masks, each twelve lines, as far as they are defined. */
        public String report() {
            return (boxes.isDefined() ? "boxes\n" + boxes.report() : "")
                    + (masks.isDefined() ? "masks\n" + masks.report() : "");
        }
    }

    /**
     * Builds and loads the program for the loader's batch size.
     *
     * @param trained the task whose weights are evaluated
     * @param truth annotations of the loader's images, and of no others; those of images that the
     *     loader cannot read do not count
     */
    public DetectionEvaluator(
            DetectionTask trained,
            Engine engine,
            Batches<DetectionBatch> loader,
            CocoAnnotations truth) {
        this.task = trained.copy();
        this.loader = loader;
        this.truth = truth;
        this.detector = new Detector(task.model(), engine, loader.batchSize());
    }

    @Override
    public Metrics evaluate(List<ParameterBlock> weights, LongPredicate goOn) {
        return measure(weights, goOn).metrics();
    }

    /**
     * Evaluates weights and keeps what was found.
     *
     * @param goOn receives the number of images done so far, after each batch; if it answers false,
     *     the figures are those of these images
     */
    public Findings measure(List<ParameterBlock> weights, LongPredicate goOn) {
        Evaluator.copy(weights, task.weights(), detector.execution());
        List<CocoResult> results = new ArrayList<>();
        Set<Long> measured = new HashSet<>();
        long nonFinite = 0;
        Iterator<DetectionBatch> batches = loader.epoch(0, 0);
        boolean more = true;
        while (more && batches.hasNext()) {
            DetectionBatch batch = batches.next();
            var placed = batch.placed();
            var placements = placed.stream().map(PlacedImage::placement).toList();
            var found = detector.detect(batch.images(), placements);
            for (int i = 0; i < found.size(); i++) {
                long imageId = placed.get(i).imageId();
                measured.add(imageId);
                nonFinite += found.get(i).isEmpty() ? 1 : 0;
                for (Detection detection : found.get(i).orElse(List.of())) {
                    results.add(result(detection, imageId));
                }
            }
            more = goOn.test(measured.size());
        }
        // Objects of an image that was unreadable or not come to could not be found.
        var seen = measured.size() < truth.images().size() ? truth.only(measured) : truth;
        var boxes = CocoEvaluation.of(seen, results, CocoEvaluation.Kind.BOX);
        var masks = CocoEvaluation.of(seen, results, CocoEvaluation.Kind.MASK);
        var metrics = DetectionMetrics.of(boxes, masks, measured.size(), nonFinite);
        return new Findings(List.copyOf(results), boxes, masks, metrics);
    }

    private CocoResult result(Detection detection, long imageId) {
        double[] box = detection.box();
        return new CocoResult(
                imageId,
                truth.categories().get(detection.label()).id(),
                new double[] {box[0], box[1], box[2] - box[0], box[3] - box[1]},
                detection.score(),
                Optional.of(detection.mask()));
    }

    @Override
    public void close() {
        detector.close();
    }
}
