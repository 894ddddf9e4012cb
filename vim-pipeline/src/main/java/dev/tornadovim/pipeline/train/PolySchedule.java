package dev.tornadovim.pipeline.train;

/**
 * A straight fall of the rate to its minimum, the polynomial schedule of power 1 of mmsegmentation's
 * recipes ({@code PolyLrUpdaterHook} of mmcv 1.x). Its warm-up lowers that rate rather than rising to
 * the peak: it begins at a share of the peak and ends on the falling line.
 *
 * @param epochs length of the run
 * @param warmup its rate over the peak is the share at the very start
 * @param minLearningRate rate at the very end
 * @param update when the rate changes
 */
public record PolySchedule(int epochs, Warmup warmup, double minLearningRate, RateUpdate update)
        implements Schedule {

    /** Checks the ranges. */
    public PolySchedule {
        Schedule.check(epochs, warmup, minLearningRate);
    }

    @Override
    public double at(double peak, double time, int stepsPerEpoch) {
        double epoch = update.moment(time);
        double left = 1 - Math.min(1, epoch / epochs);
        double rate = minLearningRate + (peak - minLearningRate) * left;
        double length = warmup.length(stepsPerEpoch);
        if (epoch < length) {
            double share = warmup.learningRate() / peak;
            rate *= 1 - (1 - epoch / length) * (1 - share);
        }
        return rate;
    }
}
