package dev.tornadovim.kernels.op.batchnorm;

import dev.tornadovim.kernels.engine.tornado.Grids;
import dev.tornadovim.kernels.op.reduce.ColumnSums;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Tensor;

/** The launches of {@link BatchNorm}. */
final class BatchNormTasks {

    private BatchNormTasks() {}

    static void forward(TornadoTasks tasks, BatchNorm op) {
        int size = op.x().size();
        int columns = op.x().columns();
        if (op.statistics() == null) {
            BatchNormLaunch.normalizeByRunning(
                    tasks,
                    op.x(),
                    op.runningMean(),
                    op.runningVar(),
                    op.weight(),
                    op.bias(),
                    op.y(),
                    size,
                    columns,
                    op.eps());
        } else {
            BatchNormLaunch.normalizeByBatch(
                    tasks, op.x(), op.statistics(), op.weight(), op.bias(), op.y(), size, columns);
        }
    }

    static void statistics(TornadoTasks tasks, BatchNorm op, Tensor partial) {
        BatchNormLaunch.moments(
                tasks,
                op.x(),
                partial,
                op.x().rows(),
                op.x().columns(),
                op.groups(),
                BatchNorm.GROUP);
        int blocks = Math.ceilDiv(op.x().columns(), BatchNormKernels.COLUMNS);
        int items = BatchNormKernels.COLUMNS * BatchNormKernels.LANES;
        BatchNormLaunch.join(
                tasks,
                Grids.blocks(blocks, items),
                partial,
                op.statistics(),
                op.x().rows(),
                op.x().columns(),
                op.groups(),
                BatchNorm.GROUP,
                op.eps());
        track(tasks, op, 0, 1f, op.runningMean());
        track(tasks, op, 2, op.unbiased(), op.runningVar());
    }

    private static void track(
            TornadoTasks tasks, BatchNorm op, int statistic, float factor, Tensor running) {
        int columns = op.x().columns();
        BatchNormLaunch.track(
                tasks,
                op.statistics(),
                statistic * columns,
                running,
                columns,
                factor,
                op.momentum());
    }

    static void sums(TornadoTasks tasks, BatchNorm op, Tensor dy, Tensor partial, Tensor sums) {
        BatchNormLaunch.products(
                tasks,
                op.x(),
                op.statistics(),
                dy,
                partial,
                op.x().rows(),
                op.x().columns(),
                op.groups(),
                BatchNorm.GROUP);
        ColumnSums.launch(tasks, partial, op.groups(), Target.write(sums));
    }

    /** Adds part {@code part} of the sums to the gradient of a parameter, if that is wanted. */
    static void contribute(TornadoTasks tasks, Tensor sums, int part, Target target) {
        if (target != null) {
            BatchNormLaunch.contribute(
                    tasks, sums, part * target.tensor().size(), target, target.tensor().size());
        }
    }

    static void backwardInput(TornadoTasks tasks, BatchNorm op, Tensor dy, Tensor sums, Target dx) {
        if (dx != null) {
            BatchNormLaunch.backwardInput(
                    tasks,
                    op.x(),
                    op.statistics(),
                    op.weight(),
                    dy,
                    sums,
                    dx,
                    op.x().rows(),
                    op.x().columns());
        }
    }
}
