package dev.tornadovim.pipeline.train;

/**
 * The progress of a training. Together with the tensors of {@link OptimizerState} it is everything
 * needed to resume as if training had never stopped, because order, augmentation and drop path are
 * functions of the seed and these counters.
 *
 * @param epoch epochs completed
 * @param batch steps done in the current epoch
 * @param step optimizer steps done in total, skipped ones included
 * @param lossSum sum of the losses of the steps of that epoch
 * @param best best value of the primary metric so far, -1 before the first evaluation
 * @param bestEpoch epochs completed when it was reached
 * @param skipped steps that changed nothing because their gradient was not finite
 */
public record Progress(
        int epoch, int batch, long step, double lossSum, double best, int bestEpoch, long skipped) {

    /** Before the first step. */
    public static Progress start() {
        return new Progress(0, 0, 0, 0, -1, 0, 0);
    }

    /** Whether an evaluation has found best weights. */
    public boolean hasBest() {
        return best >= 0;
    }

    /** Number of the next update of the optimizer, from 1. */
    long nextUpdate() {
        return step - skipped + 1;
    }

    Progress afterStep(double loss) {
        return new Progress(epoch, batch + 1, step + 1, lossSum + loss, best, bestEpoch, skipped);
    }

    Progress afterSkippedStep(double loss) {
        return new Progress(
                epoch, batch + 1, step + 1, lossSum + loss, best, bestEpoch, skipped + 1);
    }

    Progress afterEpoch() {
        return new Progress(epoch + 1, 0, step, 0, best, bestEpoch, skipped);
    }

    Progress withBest(double value, int atEpoch) {
        return new Progress(epoch, batch, step, lossSum, value, atEpoch, skipped);
    }
}
