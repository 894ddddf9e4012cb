package dev.tornadovim.pipeline.detection;

import dev.tornadovim.pipeline.metric.CocoEvaluation;
import dev.tornadovim.pipeline.metric.Metric;
import dev.tornadovim.pipeline.metric.Metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * COCO's figures of boxes and of masks by name: average precision, at overlaps of 0.5 and 0.75, of
 * small, medium and large objects. The average precision of boxes decides which weights are best.
 */
public final class DetectionMetrics {

    private static final List<String> SUFFIXES = List.of("AP50", "AP75", "APs", "APm", "APl");

    private static final List<Metric> BOXES = figures(Metric.BOX_AP, "box_");
    private static final List<Metric> MASKS = figures(Metric.MASK_AP, "mask_");

    /** All of them, in the order of display. */
    public static final List<Metric> ALL = join(BOXES, MASKS);

    private DetectionMetrics() {}

    private static List<Metric> figures(Metric precision, String prefix) {
        List<Metric> figures = new ArrayList<>();
        figures.add(precision);
        SUFFIXES.forEach(suffix -> figures.add(new Metric(prefix + suffix, "", true)));
        return List.copyOf(figures);
    }

    private static List<Metric> join(List<Metric> first, List<Metric> second) {
        List<Metric> all = new ArrayList<>(first);
        all.addAll(second);
        return List.copyOf(all);
    }

    /**
     * The figures of one evaluation. Those of which there is nothing to find are left out: sizes
     * without objects, masks of a file of boxes, and all of a file without annotations. All are NaN
     * where the network has no finite outputs for any image.
     *
     * @param nonFinite images for which its outputs are not all finite; nothing is found in them
     */
    static Metrics of(CocoEvaluation boxes, CocoEvaluation masks, long images, long nonFinite) {
        Map<Metric, Double> values = new LinkedHashMap<>();
        put(values, BOXES, boxes);
        put(values, MASKS, masks);
        if (nonFinite > 0 && nonFinite == images) {
            values.replaceAll((metric, value) -> Double.NaN);
        }
        return new Metrics(Metric.BOX_AP, values, images, nonFinite, Optional.empty());
    }

    private static void put(
            Map<Metric, Double> values, List<Metric> figures, CocoEvaluation evaluation) {
        double[] summary = evaluation.summary();
        for (int i = 0; i < figures.size(); i++) {
            if (summary[i] >= 0) {
                values.put(figures.get(i), summary[i]);
            }
        }
    }
}
