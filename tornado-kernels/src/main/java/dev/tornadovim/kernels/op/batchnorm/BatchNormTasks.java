package dev.tornadovim.kernels.op.batchnorm;

import dev.tornadovim.kernels.engine.tornado.Grids;
import dev.tornadovim.kernels.op.reduce.ColumnSums;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Tensor;

/** The tasks of {@link BatchNorm}: which kernel with which arguments. */
final class BatchNormTasks {

    private BatchNormTasks() {}

    static void normaliseByRunning(TornadoTasks tasks, BatchNorm op) {
        BatchNormLaunch.normaliseByRunning(
                tasks,
                op.x,
                op.runningMean,
                op.runningVar,
                op.weight,
                op.bias,
                op.y,
                op.x.size(),
                op.x.columns(),
                op.eps);
    }

    static void statistics(TornadoTasks tasks, BatchNorm op, Tensor partial) {
        BatchNormLaunch.moments(
                tasks, op.x, partial, op.x.rows(), op.x.columns(), op.groups(), BatchNorm.GROUP);
        int blocks = Math.ceilDiv(op.x.columns(), BatchNormKernels.COLUMNS);
        int items = BatchNormKernels.COLUMNS * BatchNormKernels.LANES;
        BatchNormLaunch.join(
                tasks,
                Grids.blocks(blocks, items),
                partial,
                op.statistics,
                op.x.rows(),
                op.x.columns(),
                op.groups(),
                BatchNorm.GROUP,
                op.eps);
        track(tasks, "runningMean", op, 0, 1f, op.runningMean);
        track(tasks, "runningVar", op, 2, op.unbiased(), op.runningVar);
    }

    private static void track(
            TornadoTasks tasks,
            String name,
            BatchNorm op,
            int statistic,
            float factor,
            Tensor running) {
        BatchNormLaunch.track(
                tasks,
                op.statistics,
                statistic * op.x.columns(),
                running,
                op.x.columns(),
                factor,
                op.momentum);
    }

    static void normalise(TornadoTasks tasks, BatchNorm op) {
        BatchNormLaunch.normaliseByBatch(
                tasks, op.x, op.statistics, op.weight, op.bias, op.y, op.x.size(), op.x.columns());
    }

    static void sums(TornadoTasks tasks, BatchNorm op, Tensor dy, Tensor partial, Tensor sums) {
        BatchNormLaunch.products(
                tasks,
                op.x,
                op.statistics,
                dy,
                partial,
                op.x.rows(),
                op.x.columns(),
                op.groups(),
                BatchNorm.GROUP);
        ColumnSums.launch(tasks, partial, op.groups(), Target.write(sums));
    }

    /** Adds part {@code part} of the sums to the gradient of a parameter, if that is wanted. */
    static void contribute(
            TornadoTasks tasks, String parameter, Tensor sums, int part, Target target) {
        if (target != null) {
            BatchNormLaunch.contribute(
                    tasks, sums, part * target.tensor().size(), target, target.tensor().size());
        }
    }

    static void inputGradient(TornadoTasks tasks, BatchNorm op, Tensor dy, Tensor sums, Target dx) {
        if (dx != null) {
            BatchNormLaunch.inputGradient(
                    tasks,
                    op.x,
                    op.statistics,
                    op.weight,
                    dy,
                    sums,
                    dx,
                    op.x.rows(),
                    op.x.columns());
        }
    }
}
