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
            AddRmsNormLaunch.rmsNorm(
                    tasks,
                    rows.grid(),
                    hidden,
                    weight,
                    normed,
                    rstd,
                    sum.rows(),
                    sum.columns(),
                    eps,
                    rows.lanes());
        } else {
            AddRmsNormLaunch.addRmsNorm(
                    tasks,
                    rows.grid(),
                    hidden,
                    residual,
                    weight,
                    sum,
                    normed,
                    rstd,
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
            AddRmsNormLaunch.gradient(
                    tasks,
                    rows.grid(),
                    dNormed,
                    sum,
                    weight,
                    rstd,
                    dx,
                    sum.rows(),
                    sum.columns(),
                    rows.lanes());
        } else {
            AddRmsNormLaunch.gradientOfSum(
                    tasks,
                    rows.grid(),
                    dNormed,
                    sum,
                    weight,
                    rstd,
                    dSum,
                    into,
                    sum.rows(),
                    sum.columns(),
                    rows.lanes());
        }
    }

    void weightGradient(TornadoTasks tasks, Tensor dNormed, Tensor partial, Target dw) {
        AddRmsNormLaunch.weightPartial(
                tasks, dNormed, sum, rstd, partial, sum.rows(), sum.columns(), groups(sum), GROUP);
        ColumnSums.launch(tasks, partial, groups(sum), dw);
    }
}
