package dev.tornadovim.experiments.config.schema;

import dev.tornadovim.pipeline.metric.Metric;

import java.util.List;

/** What is learnt. */
public enum Task {
    /** One class an image. */
    CLASSIFICATION(Metric.TOP1, Metric.LOSS),
    /** One class a pixel. */
    SEGMENTATION(Metric.MEAN_IOU),
    /** Boxes and masks of things. */
    DETECTION(Metric.BOX_AP, Metric.MASK_AP);

    private final List<Metric> metrics;

    Task(Metric... metrics) {
        this.metrics = List.of(metrics);
    }

    /** The metric that says which of two runs is better; larger is better. */
    public Metric primary() {
        return metrics.getFirst();
    }

    /** What runs are compared by, the primary metric first. */
    public List<Metric> metrics() {
        return metrics;
    }
}
