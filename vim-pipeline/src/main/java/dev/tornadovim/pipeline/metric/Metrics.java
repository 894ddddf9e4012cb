package dev.tornadovim.pipeline.metric;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The results of one evaluation.
 *
 * @param primary the metric that decides which weights are best; larger is better
 * @param values of all metrics that are defined on the data, in the order of display
 * @param images number of evaluated images
 * @param nonFinite number of these images with an output that is not finite
 * @param confusion labels and predicted classes, if the task has such a matrix
 */
public record Metrics(
        Metric primary,
        Map<Metric, Double> values,
        long images,
        long nonFinite,
        Optional<ConfusionMatrix> confusion) {

    /** The metrics of a network whose outputs are all finite. */
    public Metrics(
            Metric primary,
            Map<Metric, Double> values,
            long images,
            Optional<ConfusionMatrix> confusion) {
        this(primary, values, images, 0, confusion);
    }

    /** Copies the values. */
    public Metrics {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** The value of the primary metric; NaN where it is undefined. */
    public double primaryValue() {
        return value(primary);
    }

    /** Metrics and values as they are shown, such as {@code box AP 12.30 %, mask AP 4.50 %}. */
    public String text() {
        return values.entrySet().stream()
                .filter(entry -> !entry.getKey().label().isEmpty())
                .map(entry -> entry.getKey().label() + " " + entry.getKey().text(entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** Whether no output of the network is finite, so that nothing could be measured. */
    public boolean nothingFinite() {
        return nonFinite > 0 && !Double.isFinite(primaryValue());
    }

    /** The value of a metric; NaN where it was not measured. */
    public double value(Metric metric) {
        return values.getOrDefault(metric, Double.NaN);
    }
}
