package dev.tornadovim.pipeline.train;

/**
 * Linear warm-up, then half a cosine (Loshchilov and Hutter, arXiv:1608.03983), as timm's {@code
 * CosineLRScheduler} computes it: the cosine runs over all epochs and is not shifted by the warm-up.
 *
 * @param epochs length of the run
 * @param warmup up to the peak
 * @param minLearningRate rate at the very end
 * @param update when the rate changes
 */
public record CosineSchedule(int epochs, Warmup warmup, double minLearningRate, RateUpdate update)
        implements Schedule {

    /** A schedule whose rate changes with every step. */
    public CosineSchedule(
            int epochs, double warmupEpochs, double warmupLearningRate, double minLearningRate) {
        this(
                epochs,
                Warmup.ofEpochs(warmupEpochs, warmupLearningRate),
                minLearningRate,
                RateUpdate.STEP);
    }

    /** Checks the ranges. */
    public CosineSchedule {
        Schedule.check(epochs, warmup, minLearningRate);
    }

    @Override
    public double at(double peak, double time, int stepsPerEpoch) {
        double epoch = update.moment(time);
        double length = warmup.length(stepsPerEpoch);
        if (epoch < length) {
            return warmup.learningRate() + epoch / length * (peak - warmup.learningRate());
        }
        double progress = Math.min(1, epoch / epochs);
        return minLearningRate
                + 0.5 * (peak - minLearningRate) * (1 + Math.cos(Math.PI * progress));
    }
}
