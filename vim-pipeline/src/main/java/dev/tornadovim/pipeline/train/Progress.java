package dev.tornadovim.pipeline.train;

/**
 * How far a training has come: with the tensors of {@link OptimizerState} all that is needed to go on
 * as if it had never stopped, because order, augmentation and dropping are functions of the seed and
 * these counters.
 *
 * @param epoch epochs completed
 * @param batch steps done in the epoch that is under way
 * @param step optimizer steps done in all
 * @param lossSum sum of the losses of the steps of that epoch
 * @param bestTop1 best accuracy so far, -1 before the first evaluation
 * @param bestEpoch epochs completed when it was reached
 */
public record Progress(
        int epoch, int batch, long step, double lossSum, double bestTop1, int bestEpoch) {

    /** Before the first step. */
    public static Progress start() {
        return new Progress(0, 0, 0, 0, -1, 0);
    }

    Progress afterStep(double loss) {
        return new Progress(epoch, batch + 1, step + 1, lossSum + loss, bestTop1, bestEpoch);
    }

    Progress afterEpoch() {
        return new Progress(epoch + 1, 0, step, 0, bestTop1, bestEpoch);
    }

    Progress withBest(double top1, int atEpoch) {
        return new Progress(epoch, batch, step, lossSum, top1, atEpoch);
    }
}
