package dev.tornadovim.experiments.estimate;

import dev.tornadovim.experiments.measure.LoadedWorkload;
import dev.tornadovim.experiments.measure.Workload;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.program.Phase;

/**
 * How long a training step takes, from a few steps that were run.
 *
 * @param images in the steps that were measured; fewer than in a step of the training where that
 *     would take too long
 * @param secondsEach seconds an image
 * @param forwardShare share of the forward pass in the operations
 */
record StepTime(int images, double secondsEach, double forwardShare) {
    private static final int STEPS = 3;
    private static final double WARM_UP_SECONDS = 1;

    /** Measures a training step. */
    static StepTime measure(Engine engine, Workload step) {
        double seconds = LoadedWorkload.meanSeconds(engine, step, STEPS, WARM_UP_SECONDS);
        return new StepTime(
                step.images(),
                seconds / step.images(),
                (double) step.program().cost(Phase.FORWARD).flops() / step.flops());
    }

    /**
     * Seconds of a training without its loading of data: every step, and evaluations at the pace of
     * the forward pass.
     *
     * @param trained images, all epochs together
     * @param evaluated images, all evaluations together
     */
    double seconds(long trained, long evaluated) {
        return secondsEach * (trained + forwardShare * evaluated);
    }
}
