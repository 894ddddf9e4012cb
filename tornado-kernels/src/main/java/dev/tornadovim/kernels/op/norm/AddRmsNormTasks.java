package dev.tornadovim.kernels.op.norm;

import dev.tornadovim.kernels.op.reduce.ColumnSums;
import dev.tornadovim.kernels.op.reduce.RowGroups;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Tensor;

/** The tasks of {@link AddRmsNorm}; {@code residual} may be null. */
record AddRmsNormTasks(
        Tensor hidden,
        Tensor residual,
        Tensor weight,
        float eps,
        Tensor sum,
        Tensor normed,
        Tensor rstd) {

    /** Tokens whose contributions to the weight's gradient one partial sum holds. */
    private static final int GROUP = 128;

    /** Number of partial sums of the weight's gradient. */
    static int groups(Tensor sum) {
        return Math.ceilDiv(sum.rows(), GROUP);
    }

    private RowGroups rowGroups() {
        return RowGroups.of(sum.rows(), sum.columns());
    }

    void forward(TornadoTasks tasks) {
        RowGroups rows = rowGroups();
        if (residual == null) {
            tasks.graph()
                    .task(
                            tasks.id("rmsNorm", rows.grid()),
                            AddRmsNormKernels::rmsNorm,
                            tasks.context(),
                            tasks.array(hidden),
                            hidden.offset(),
                            tasks.array(weight),
                            weight.offset(),
                            tasks.array(normed),
                            tasks.array(rstd),
                            sum.rows(),
                            sum.columns(),
                            eps,
                            rows.lanes());
        } else {
            tasks.graph()
                    .task(
                            tasks.id("addRmsNorm", rows.grid()),
                            AddRmsNormKernels::addRmsNorm,
                            tasks.context(),
                            tasks.array(hidden),
                            hidden.offset(),
                            tasks.array(residual),
                            residual.offset(),
                            tasks.array(weight),
                            weight.offset(),
                            tasks.array(sum),
                            tasks.array(normed),
                            tasks.array(rstd),
                            sum.rows(),
                            sum.columns(),
                            eps,
                            rows.lanes());
        }
    }

    /** The gradient of the input; {@code dSum} may be null, and dx is new where it is not. */
    void inputGradient(TornadoTasks tasks, Tensor dNormed, Tensor dSum, Target dx) {
        RowGroups rows = rowGroups();
        Tensor into = dx.tensor();
        if (dSum == null) {
            tasks.graph()
                    .task(
                            tasks.id("gradient", rows.grid()),
                            AddRmsNormKernels::gradient,
                            tasks.context(),
                            tasks.array(dNormed),
                            tasks.array(sum),
                            sum.offset(),
                            tasks.array(weight),
                            weight.offset(),
                            tasks.array(rstd),
                            tasks.array(into),
                            into.offset(),
                            sum.rows(),
                            sum.columns(),
                            dx.accumulate() ? 1 : 0,
                            rows.lanes());
        } else {
            tasks.graph()
                    .task(
                            tasks.id("gradientOfSum", rows.grid()),
                            AddRmsNormKernels::gradientOfSum,
                            tasks.context(),
                            tasks.array(dNormed),
                            tasks.array(sum),
                            tasks.array(weight),
                            weight.offset(),
                            tasks.array(rstd),
                            tasks.array(dSum),
                            tasks.array(into),
                            sum.rows(),
                            sum.columns(),
                            rows.lanes());
        }
    }

    void weightGradient(TornadoTasks tasks, Tensor dNormed, Tensor partial, Target dw) {
        tasks.graph()
                .task(
                        tasks.id("weightPartial", groups(sum) * sum.columns()),
                        AddRmsNormKernels::weightPartial,
                        tasks.array(dNormed),
                        tasks.array(sum),
                        sum.offset(),
                        tasks.array(rstd),
                        tasks.array(partial),
                        sum.rows(),
                        sum.columns(),
                        groups(sum),
                        GROUP);
        ColumnSums.task(tasks, "weightSum", partial, groups(sum), dw);
    }
}
