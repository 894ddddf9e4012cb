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
        tasks.graph()
                .task(
                        tasks.id("normaliseByRunning", op.x.size()),
                        BatchNormKernels::normaliseByRunning,
                        tasks.array(op.x),
                        op.x.offset(),
                        tasks.array(op.runningMean),
                        op.runningMean.offset(),
                        tasks.array(op.runningVar),
                        op.runningVar.offset(),
                        tasks.array(op.weight),
                        op.weight.offset(),
                        tasks.array(op.bias),
                        op.bias.offset(),
                        tasks.array(op.y),
                        op.x.size(),
                        op.x.columns(),
                        op.eps);
    }

    static void statistics(TornadoTasks tasks, BatchNorm op, Tensor partial) {
        tasks.graph()
                .task(
                        tasks.id("moments", op.groups() * op.x.columns()),
                        BatchNormKernels::moments,
                        tasks.array(op.x),
                        op.x.offset(),
                        tasks.array(partial),
                        op.x.rows(),
                        op.x.columns(),
                        op.groups(),
                        BatchNorm.GROUP);
        int blocks = Math.ceilDiv(op.x.columns(), BatchNormKernels.COLUMNS);
        int items = BatchNormKernels.COLUMNS * BatchNormKernels.LANES;
        tasks.graph()
                .task(
                        tasks.id("join", Grids.blocks(blocks, items)),
                        BatchNormKernels::join,
                        tasks.context(),
                        tasks.array(partial),
                        tasks.array(op.statistics),
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
        tasks.graph()
                .task(
                        tasks.id(name, op.x.columns()),
                        BatchNormKernels::track,
                        tasks.array(op.statistics),
                        statistic * op.x.columns(),
                        tasks.array(running),
                        running.offset(),
                        op.x.columns(),
                        factor,
                        op.momentum);
    }

    static void normalise(TornadoTasks tasks, BatchNorm op) {
        tasks.graph()
                .task(
                        tasks.id("normalise", op.x.size()),
                        BatchNormKernels::normaliseByBatch,
                        tasks.array(op.x),
                        op.x.offset(),
                        tasks.array(op.statistics),
                        tasks.array(op.weight),
                        op.weight.offset(),
                        tasks.array(op.bias),
                        op.bias.offset(),
                        tasks.array(op.y),
                        op.x.size(),
                        op.x.columns());
    }

    static void sums(TornadoTasks tasks, BatchNorm op, Tensor dy, Tensor partial, Tensor sums) {
        tasks.graph()
                .task(
                        tasks.id("products", op.groups() * op.x.columns()),
                        BatchNormKernels::products,
                        tasks.array(op.x),
                        op.x.offset(),
                        tasks.array(op.statistics),
                        tasks.array(dy),
                        tasks.array(partial),
                        op.x.rows(),
                        op.x.columns(),
                        op.groups(),
                        BatchNorm.GROUP);
        ColumnSums.task(tasks, "sums", partial, op.groups(), new Target(sums, false));
    }

    /** Adds part {@code part} of the sums to the gradient of a parameter, if that is wanted. */
    static void contribute(
            TornadoTasks tasks, String parameter, Tensor sums, int part, Target target) {
        if (target != null) {
            tasks.graph()
                    .task(
                            tasks.id(parameter, target.tensor().size()),
                            BatchNormKernels::contribute,
                            tasks.array(sums),
                            part * target.tensor().size(),
                            tasks.array(target.tensor()),
                            target.tensor().offset(),
                            target.tensor().size(),
                            target.accumulate() ? 1 : 0);
        }
    }

    static void inputGradient(TornadoTasks tasks, BatchNorm op, Tensor dy, Tensor sums, Target dx) {
        if (dx != null) {
            tasks.graph()
                    .task(
                            tasks.id("inputGradient", op.x.size()),
                            BatchNormKernels::inputGradient,
                            tasks.array(op.x),
                            op.x.offset(),
                            tasks.array(op.statistics),
                            tasks.array(op.weight),
                            op.weight.offset(),
                            tasks.array(dy),
                            tasks.array(sums),
                            tasks.array(dx.tensor()),
                            dx.tensor().offset(),
                            op.x.rows(),
                            op.x.columns(),
                            dx.accumulate() ? 1 : 0);
        }
    }
}
