package dev.tornadovim.kernels.op.linear;

import dev.tornadovim.kernels.program.Cost;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * The gradient of a bias: sums over all rows, in two stages. Groups of rows are summed at the same
 * time, then the groups in order, so the result does not depend on threads.
 */
public final class BiasGradient {

    private BiasGradient() {}

    /**
     * Appends the step {@code op.backward.bias}.
     *
     * @param dy gradient [..., out] of what the bias was added to
     * @param dBias gradient [out]
     */
    public static void add(String op, Tensor dy, Target dBias, Steps steps) {
        Steps.Draft step =
                steps.step(op + ".backward.bias")
                        .reads(dy)
                        .accumulates(dBias)
                        .cost(Cost.of(dy.size(), (long) dy.size() + dy.columns()));
        int partialSums = LinearCpu.groups(dy) * dy.columns();
        Tensor cpuPartial = step.cpuScratch("partial", partialSums);
        Tensor devicePartial = step.deviceScratch("devicePartial", partialSums);
        step.cpu(loops -> LinearCpu.columnSums(loops, dy, dBias, cpuPartial))
                .tornado(tasks -> LinearTasks.columnSums(tasks, dy, dBias, devicePartial))
                .add();
    }
}
