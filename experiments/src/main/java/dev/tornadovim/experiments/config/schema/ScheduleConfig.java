package dev.tornadovim.experiments.config.schema;

import dev.tornadovim.pipeline.setting.Setting;
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
        Setting.atLeast("epochs", 1, epochs);
        Setting.require(
                warmupEpochs >= 0 && warmupEpochs <= epochs,
                "warmupEpochs",
                warmupEpochs,
                "0 to schedule.epochs, " + epochs);
        Setting.atLeast("warmupSteps", 0, warmupSteps);
        Setting.atLeast("warmupLearningRate", 0, warmupLearningRate);
        Setting.atLeast("minLearningRate", 0, minLearningRate);
    }
}
