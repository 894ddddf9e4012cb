package dev.tornadovim.pipeline.train.listener;

import dev.tornadovim.pipeline.metric.Metric;
import dev.tornadovim.pipeline.metric.Metrics;

/**
 * One evaluation.
 *
 * @param name the evaluated weights, such as {@code model} or {@code ema}
 * @param step training steps the weights had seen
 * @param epoch training epochs the weights had seen
 * @param metrics the results
 * @param seconds that the evaluation took
 */
public record EvalMetrics(String name, long step, int epoch, Metrics metrics, double seconds) {

    /** The value of a metric; NaN where it was not measured. */
    public double value(Metric metric) {
        return metrics.value(metric);
    }
}
