package dev.tornadovim.experiments.config.schema;

/**
 * Epochs and learning rate: linear warm-up, then half a cosine.
 *
 * @param epochs passes over the training images, warm-up included
 * @param warmupEpochs in which the learning rate rises
 * @param warmupLearningRate at the first step
 * @param minLearningRate at the last step
 */
public record ScheduleConfig(
        int epochs, int warmupEpochs, double warmupLearningRate, double minLearningRate) {

    /** Checks the ranges. */
    public ScheduleConfig {
        Range.atLeast("schedule.epochs", 1, epochs);
        Range.require(
                warmupEpochs >= 0 && warmupEpochs <= epochs,
                "schedule.warmupEpochs",
                warmupEpochs,
                "0 to schedule.epochs, " + epochs);
        Range.atLeast("schedule.warmupLearningRate", 0, warmupLearningRate);
        Range.atLeast("schedule.minLearningRate", 0, minLearningRate);
    }
}
