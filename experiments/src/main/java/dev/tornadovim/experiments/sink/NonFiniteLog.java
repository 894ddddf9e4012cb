package dev.tornadovim.experiments.sink;

import dev.tornadovim.pipeline.train.listener.EvalMetrics;
import dev.tornadovim.pipeline.train.listener.StepMetrics;
import dev.tornadovim.pipeline.train.listener.TrainingListener;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Warns in the log of steps that were skipped, and of images without finite outputs. */
public final class NonFiniteLog implements TrainingListener {
    private static final Logger LOG = LogManager.getLogger(NonFiniteLog.class);

    private long skipped;

    @Override
    public void step(StepMetrics metrics) {
        if (metrics.skipped()) {
            skipped++;
            LOG.warn(
                    "step {} (epoch {}) is skipped: its gradient norm is {}; weights stay as they"
                            + " are",
                    metrics.step(),
                    metrics.epoch(),
                    metrics.gradientNorm());
        }
    }

    @Override
    public void evaluated(EvalMetrics metrics) {
        long nonFinite = metrics.metrics().nonFinite();
        if (nonFinite > 0) {
            LOG.warn(
                    "evaluation of {} after epoch {}: outputs for {} of {} images are not finite"
                            + " and count as wrong",
                    metrics.name(),
                    metrics.epoch(),
                    nonFinite,
                    metrics.metrics().images());
        }
    }

    @Override
    public void close() {
        if (skipped > 0) {
            LOG.warn("skipped steps: {}", skipped);
        }
    }
}
