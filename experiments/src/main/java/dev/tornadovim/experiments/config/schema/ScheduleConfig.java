package dev.tornadovim.experiments.config.schema;

import dev.tornadovim.pipeline.train.RateUpdate;

/**
 * Epochs and learning rate: linear warm-up, then a fall.
 *
 * @param kind of the fall
 * @param epochs passes over the training images, warm-up included
 * @param warmupEpochs in which the learning rate rises
 * @param warmupSteps in which it rises, in place of those epochs; 0: the epochs count
 * @param warmupLearningRate at the first step
 * @param minLearningRate at the last step
 * @param update when the rate changes
 */
public record ScheduleConfig(
        Kind kind,
        int epochs,
        int warmupEpochs,
        int warmupSteps,
        double warmupLearningRate,
        double minLearningRate,
        RateUpdate update) {

    /** How the rate falls after the warm-up. */
    public enum Kind {
        /** Along half a cosine. */
        COSINE,
        /** Along a straight line, a polynomial of power 1. */
        POLY
    }

    /** Checks the ranges. */
    public ScheduleConfig {
        Range.atLeast("schedule.epochs", 1, epochs);
        Range.require(
                warmupEpochs >= 0 && warmupEpochs <= epochs,
                "schedule.warmupEpochs",
                warmupEpochs,
                "0 to schedule.epochs, " + epochs);
        Range.atLeast("schedule.warmupSteps", 0, warmupSteps);
        Range.atLeast("schedule.warmupLearningRate", 0, warmupLearningRate);
        Range.atLeast("schedule.minLearningRate", 0, minLearningRate);
    }
}
