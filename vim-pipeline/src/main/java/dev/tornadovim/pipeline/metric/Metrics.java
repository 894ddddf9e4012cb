package dev.tornadovim.pipeline.metric;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one evaluation found.
 *
 * @param primary the metric that decides which weights are best; larger is better
 * @param values of all metrics, in the order of display
 * @param images number of images that were measured on
 * @param confusion labels against best classes, where the task has such a matrix
 */
public record Metrics(
        Metric primary,
        Map<Metric, Double> values,
        long images,
        Optional<ConfusionMatrix> confusion) {

    /** Copies the values and checks that the primary one is among them. */
    public Metrics {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        if (!values.containsKey(primary)) {
            throw new IllegalArgumentException(
                    "no value of the primary metric %s, only of %s"
                            .formatted(
                                    primary.name(),
                                    values.keySet().stream().map(Metric::name).toList()));
        }
    }

    /** The value of the primary metric. */
    public double primaryValue() {
        return values.get(primary);
    }

    /** The value of a metric; NaN where it was not measured. */
    public double value(Metric metric) {
        return values.getOrDefault(metric, Double.NaN);
    }
}
