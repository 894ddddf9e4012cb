package dev.tornadovim.pipeline.train;

/** The learning rate over a training. */
public sealed interface Schedule permits CosineSchedule, PolySchedule {

    /** Length of the run. */
    int epochs();

    /**
     * The rate at a moment of the run.
     *
     * @param peak the rate after the warm-up
     * @param time epochs since the start, fractions included
     * @param stepsPerEpoch optimizer steps of an epoch, for a warm-up that is counted in steps
     */
    double at(double peak, double time, int stepsPerEpoch);

    /** Checks lengths and rates. */
    static void check(int epochs, Warmup warmup, double minLearningRate) {
        if (epochs < 1) {
            throw new IllegalArgumentException("schedule.epochs must be at least 1, not " + epochs);
        }
        if (warmup.epochs() > epochs) {
            throw new IllegalArgumentException(
                    "schedule.warmupEpochs must be from 0 to %d, not %s"
                            .formatted(epochs, warmup.epochs()));
        }
        if (!(minLearningRate >= 0)) {
            throw new IllegalArgumentException(
                    "schedule.minLearningRate must not be negative, but is " + minLearningRate);
        }
    }
}
