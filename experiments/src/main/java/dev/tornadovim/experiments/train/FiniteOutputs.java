package dev.tornadovim.experiments.train;

import dev.tornadovim.experiments.run.RunException;
import dev.tornadovim.pipeline.metric.Metrics;

/** What an evaluation says of images for which the network's outputs are not all finite numbers. */
public final class FiniteOutputs {

    /** Why an image has no prediction. */
    public static final String NO_PREDICTION =
            "the network's outputs for it are not finite numbers, so there is no prediction";

    private FiniteOutputs() {}

    /** Their number, as the end of a line; empty where there are none. */
    public static String note(long nonFinite) {
        return nonFinite == 0
                ? ""
                : ", outputs for %d images are not finite and count as wrong".formatted(nonFinite);
    }

    /**
     * Refuses an evaluation in which nothing could be measured.
     *
     * @param weights that were evaluated
     * @throws RunException if no output of the network is finite
     */
    public static void require(String weights, Metrics metrics) {
        if (metrics.nothingFinite()) {
            throw nothing(weights, metrics.images());
        }
    }

    /**
     * The same for a metric of its own kind.
     *
     * @param nonFinite images for which outputs are not all finite
     * @param value of the metric
     */
    public static void require(String weights, long images, long nonFinite, double value) {
        if (nonFinite > 0 && !Double.isFinite(value)) {
            throw nothing(weights, images);
        }
    }

    private static RunException nothing(String weights, long images) {
        return new RunException(
                "%s: the network has no finite output for any of %d images, so there is nothing to measure"
                        .formatted(weights, images));
    }
}
