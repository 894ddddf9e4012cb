package dev.tornadovim.pipeline.train.listener;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One optimizer step.
 *
 * @param step its number, from 1
 * @param epoch the epoch it belongs to, from 1
 * @param loss mean over the images of the step
 * @param lossParts of that loss, by name; empty for a loss in one piece
 * @param learningRate that was applied
 * @param gradientNorm Euclidean norm of all gradients before clipping; a step is skipped where it is
 *     not finite
 * @param imagesPerSecond over this step, everything included
 */
public record StepMetrics(
        long step,
        int epoch,
        double loss,
        Map<String, Double> lossParts,
        double learningRate,
        double gradientNorm,
        double imagesPerSecond) {

    /** Copies the parts, in their order. */
    public StepMetrics {
        lossParts = Collections.unmodifiableMap(new LinkedHashMap<>(lossParts));
    }

    /** Whether the step changed nothing because its gradient is not finite. */
    public boolean skipped() {
        return !Double.isFinite(gradientNorm);
    }
}
