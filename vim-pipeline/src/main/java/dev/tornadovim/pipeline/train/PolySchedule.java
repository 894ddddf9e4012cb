package dev.tornadovim.pipeline.train;

/**
 * A linear decay of the rate to its minimum: the polynomial schedule of power 1 in mmsegmentation's
 * recipes ({@code PolyLrUpdaterHook} of mmcv 1.x). Its warm-up scales that rate instead of
 * rising to the peak: it begins at a fraction of the peak and ends on the decaying line.
 *
 * @param epochs length of the run
 * @param warmup its rate divided by the peak is the initial fraction
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
