package dev.tornadovim.experiments.config.schema;

import dev.tornadovim.pipeline.train.CosineSchedule;

/**
 * Epochs and learning rate: linear warm-up, then half a cosine.
 *
 * @param epochs passes over the training images, warm-up included
 * @param warmupEpochs in which the learning rate rises
 * @param warmupLearningRate at the first step
 * @param minLearningRate at the last step
 * @param update when the rate changes
 */
public record ScheduleConfig(
        int epochs,
        int warmupEpochs,
        double warmupLearningRate,
        double minLearningRate,
        CosineSchedule.Update update) {

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
