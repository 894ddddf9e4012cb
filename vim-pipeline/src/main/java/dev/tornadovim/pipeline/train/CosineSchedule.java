package dev.tornadovim.pipeline.train;

/**
 * Linear warm-up, then half a cosine (Loshchilov and Hutter, arXiv:1608.03983), as timm's {@code
 * CosineLRScheduler} computes it: the cosine runs over all epochs and is not shifted by the warm-up.
 *
 * @param epochs length of the run
 * @param warmupEpochs length of the warm-up, 0 for none
 * @param warmupLearningRate rate at the very start
 * @param minLearningRate rate at the very end
 * @param update when the rate changes
 */
public record CosineSchedule(
        int epochs,
        double warmupEpochs,
        double warmupLearningRate,
        double minLearningRate,
        Update update) {

    /** When the rate changes. */
    public enum Update {
        /** With every step, so that short runs warm up smoothly. */
        STEP,
        /** With every epoch, as timm means it. */
        EPOCH,
        /**
         * With every epoch, one epoch late, as DeiT and the official Vim code do: they step the
         * schedule after the epoch, so the first two epochs both run at the warm-up rate.
         */
        EPOCH_LATE
    }

    /** A schedule whose rate changes with every step. */
    public CosineSchedule(
            int epochs, double warmupEpochs, double warmupLearningRate, double minLearningRate) {
        this(epochs, warmupEpochs, warmupLearningRate, minLearningRate, Update.STEP);
    }

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
     * @param time epochs since the start, fractions included
     */
    public double at(double peak, double time) {
        double epoch =
                switch (update) {
                    case STEP -> time;
                    case EPOCH -> Math.floor(time);
                    case EPOCH_LATE -> Math.max(0, Math.floor(time) - 1);
                };
        if (epoch < warmupEpochs) {
            return warmupLearningRate + epoch / warmupEpochs * (peak - warmupLearningRate);
        }
        double progress = Math.min(1, epoch / epochs);
        return minLearningRate
                + 0.5 * (peak - minLearningRate) * (1 + Math.cos(Math.PI * progress));
    }
}
