package dev.tornadovim.pipeline.train;

/**
 * Linear warm-up, then half a cosine (Loshchilov and Hutter, arXiv:1608.03983), as timm's {@code
 * CosineLRScheduler} computes it: the cosine runs over all epochs and is not shifted by the warm-up.
 * Unlike timm's default, which changes once an epoch, the rate follows the fraction of the epoch, so
 * that short runs warm up smoothly.
 *
 * @param epochs length of the run
 * @param warmupEpochs length of the warm-up, 0 for none
 * @param warmupLearningRate rate at the very start
 * @param minLearningRate rate at the very end
 */
public record CosineSchedule(
        int epochs, double warmupEpochs, double warmupLearningRate, double minLearningRate) {

    /** Checks the ranges. */
    public CosineSchedule {
        if (epochs < 1) {
            throw new IllegalArgumentException("schedule.epochs must be at least 1, not " + epochs);
        }
        if (!(warmupEpochs >= 0 && warmupEpochs <= epochs)) {
            throw new IllegalArgumentException(
                    "schedule.warmupEpochs must be from 0 to %d, not %s"
                            .formatted(epochs, warmupEpochs));
        }
        if (!(warmupLearningRate >= 0) || !(minLearningRate >= 0)) {
            throw new IllegalArgumentException(
                    "learning rates of the schedule must not be negative");
        }
    }

    /**
     * The rate at a moment of the run.
     *
     * @param peak the rate after the warm-up
     * @param epoch epochs since the start, fractions included
     */
    public double at(double peak, double epoch) {
        if (epoch < warmupEpochs) {
            return warmupLearningRate + epoch / warmupEpochs * (peak - warmupLearningRate);
        }
        double progress = Math.min(1, epoch / epochs);
        return minLearningRate
                + 0.5 * (peak - minLearningRate) * (1 + Math.cos(Math.PI * progress));
    }
}
