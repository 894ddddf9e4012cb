package dev.tornadovim.experiments.config.schema;

import dev.tornadovim.pipeline.setting.Setting;

/**
 * How steps are computed, and how often the result is looked at.
 *
 * @param batchSize images in one optimizer step
 * @param microBatches parts in which a step is computed to save memory; divides the batch size
 * @param evalBatchSize images that are evaluated at once
 * @param evalEvery epochs from one evaluation to the next; the last epoch is always evaluated
 * @param checkpointSteps optimizer steps between checkpoints inside an epoch; 0: none there. There
 *     is always one after each epoch
 * @param recompute whether activations are computed again in the backward pass to save memory
 */
public record TrainConfig(
        int batchSize,
        int microBatches,
        int evalBatchSize,
        int evalEvery,
        int checkpointSteps,
        boolean recompute) {

    /** Checks the ranges. */
    public TrainConfig {
        Setting.atLeast("batchSize", 1, batchSize);
        Setting.require(
                microBatches >= 1 && batchSize % microBatches == 0,
                "microBatches",
                microBatches,
                "a divisor of train.batchSize, " + batchSize);
        Setting.atLeast("evalBatchSize", 1, evalBatchSize);
        Setting.atLeast("evalEvery", 1, evalEvery);
        Setting.atLeast("checkpointSteps", 0, checkpointSteps);
    }

    /** Images that are computed at once. */
    public int microBatchSize() {
        return batchSize / microBatches;
    }
}
