package dev.tornadovim.pipeline.train;

/**
 * The course of a training.
 *
 * @param seed of initialisation, order, augmentation and dropping
 * @param batchSize images of an optimizer step
 * @param microBatches parts that a step is computed in; more parts need less memory
 * @param optimizer AdamW
 * @param schedule of the learning rate
 * @param evalEvery epochs between evaluations; the last epoch is always evaluated
 * @param checkpointEvery steps between checkpoints inside an epoch, 0 for one after each epoch only
 */
public record TrainingConfig(
        long seed,
        int batchSize,
        int microBatches,
        OptimizerConfig optimizer,
        Schedule schedule,
        int evalEvery,
        int checkpointEvery) {

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

    /** Images that are computed together. */
    public int microBatchSize() {
        return batchSize / microBatches;
    }

    /** Whether an evaluation follows an epoch, counted from 0. */
    boolean evaluatesAfter(int epoch) {
        return (epoch + 1) % evalEvery == 0 || epoch + 1 == schedule.epochs();
    }
}
