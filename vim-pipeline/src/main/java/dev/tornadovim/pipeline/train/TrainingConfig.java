package dev.tornadovim.pipeline.train;

/**
 * Settings of the training loop.
 *
 * @param seed of initialization, order, augmentation and drop path
 * @param batchSize images per optimizer step
 * @param microBatches parts into which a step is split; more parts need less memory
 * @param optimizer AdamW
 * @param schedule of the learning rate
 * @param evalEvery epochs between evaluations; the last epoch is always evaluated
 * @param checkpointEvery steps between checkpoints inside an epoch, 0 for checkpoints after each
 *     epoch only
 * @param recompute whether activations are recomputed in the backward pass, to save memory
 */
public record TrainingConfig(
        long seed,
        int batchSize,
        int microBatches,
        OptimizerConfig optimizer,
        Schedule schedule,
        int evalEvery,
        int checkpointEvery,
        boolean recompute) {

    /** Checks the ranges. */
    public TrainingConfig {
        if (batchSize < 1 || microBatches < 1 || batchSize % microBatches != 0) {
            throw new IllegalArgumentException(
                    "train.batchSize must be a multiple of train.microBatches, not %d and %d"
                            .formatted(batchSize, microBatches));
        }
        if (evalEvery < 1 || checkpointEvery < 0) {
            throw new IllegalArgumentException(
                    "train.evalEvery must be at least 1 and train.checkpointEvery at least 0, not %d and %d"
                            .formatted(evalEvery, checkpointEvery));
        }
    }

    /** Images per micro-batch. */
    public int microBatchSize() {
        return batchSize / microBatches;
    }

    /** Whether an evaluation follows an epoch, counted from 0. */
    boolean evaluatesAfter(int epoch) {
        return (epoch + 1) % evalEvery == 0 || epoch + 1 == schedule.epochs();
    }
}
