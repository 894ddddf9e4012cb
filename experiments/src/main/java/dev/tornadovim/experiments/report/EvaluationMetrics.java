package dev.tornadovim.experiments.report;

import dev.tornadovim.pipeline.detection.DetectionMetrics;
import dev.tornadovim.pipeline.metric.ClassificationMetrics;
import dev.tornadovim.pipeline.metric.Metric;
import dev.tornadovim.pipeline.segmentation.SegmentationEvaluator;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Metrics by their names in {@code metrics.jsonl}. */
final class EvaluationMetrics {
    private static final Map<String, Metric> KNOWN =
            Stream.of(
                            ClassificationMetrics.ALL,
                            SegmentationEvaluator.METRICS,
                            DetectionMetrics.ALL)
                    .flatMap(List::stream)
                    .collect(Collectors.toMap(Metric::name, Function.identity()));

    private EvaluationMetrics() {}

    /**
     * The metric of that name in all compared runs. A metric unknown to this version is taken for a
     * share if all its values lie between 0 and 1.
     */
    static Metric of(String name, Collection<History> histories) {
        var known = KNOWN.get(name);
        if (known != null && !known.label().isEmpty()) {
            return known;
        }
        boolean share =
                known != null
                        ? known.share()
                        : histories.stream()
                                .flatMap(h -> h.evaluations().stream())
                                .mapToDouble(e -> e.value(name))
                                .allMatch(v -> !(v > 1));
        return new Metric(name, name.replace('_', ' '), share);
    }

    /** The metric that decides which checkpoint is best, from the first run with evaluations. */
    static Metric primary(List<History> histories) {
        return histories.stream()
                .filter(h -> !h.evaluations().isEmpty())
                .findFirst()
                .map(h -> of(h.primary(), histories))
                .orElse(Metric.LOSS);
    }
}
