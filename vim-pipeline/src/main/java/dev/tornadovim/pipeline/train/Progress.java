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
 * @param best best value of the primary metric so far, -1 before the first evaluation
 * @param bestEpoch epochs completed when it was reached
 */
public record Progress(
        int epoch, int batch, long step, double lossSum, double best, int bestEpoch) {

    /** Before the first step. */
    public static Progress start() {
        return new Progress(0, 0, 0, 0, -1, 0);
    }

    Progress afterStep(double loss) {
        return new Progress(epoch, batch + 1, step + 1, lossSum + loss, best, bestEpoch);
    }

    Progress afterEpoch() {
        return new Progress(epoch + 1, 0, step, 0, best, bestEpoch);
    }

    Progress withBest(double value, int atEpoch) {
        return new Progress(epoch, batch, step, lossSum, value, atEpoch);
    }
}
