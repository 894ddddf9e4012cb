package dev.tornadovim.kernels.op.linear;

import dev.tornadovim.kernels.engine.tornado.Grids;
import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.op.reduce.ColumnSumsCpu;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.MatrixProduct;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Tensor;

import uk.ac.manchester.tornado.api.WorkerGrid;

/**
 * The TornadoVM forms of a linear layer. This is the only place that chooses how a matrix product
 * runs on a device: by the vendor's library where there is one, else by tiled kernels.
 */
public final class LinearTasks {

    /** Work-groups wanted for the gradient of a weight, a few per multiprocessor of a large GPU. */
    private static final int GROUPS = 512;

    /** The fewest rows that are worth a slab of their own. */
    private static final int SLAB_ROWS = 256;

    private LinearTasks() {}

    /** {@code y = x · weightᵀ + bias}; the bias may be null. */
    public static void forward(TornadoTasks tasks, Tensor x, Tensor weight, Tensor bias, Tensor y) {
        if (tasks.multiply("linear", new MatrixProduct(x, false, weight, true, y, false))) {
            if (bias != null) {
                addBias(tasks, bias, y);
            }
            return;
        }
        boolean fused = bias != null && bias.storage() == weight.storage();
        LinearLaunch.forward(
                tasks,
                grid(x.rows(), y.columns(), 1),
                x,
                weight,
                fused ? bias.offset() : -1,
                y,
                x.rows(),
                y.columns(),
                x.columns());
        if (bias != null && !fused) {
            addBias(tasks, bias, y);
        }
    }

    private static void addBias(TornadoTasks tasks, Tensor bias, Tensor y) {
        LinearLaunch.addBias(tasks, bias, y, y.rows(), y.columns());
    }

    /** {@code dx (+)= dy · weight}. */
    public static void backwardInput(TornadoTasks tasks, Tensor dy, Tensor weight, Target dx) {
        Tensor to = dx.tensor();
        if (tasks.multiply(
                "linearInput", new MatrixProduct(dy, false, weight, false, to, dx.accumulate()))) {
            return;
        }
        LinearLaunch.backwardInput(
                tasks,
                grid(to.rows(), to.columns(), 1),
                dy,
                weight,
                dx,
                dy.rows(),
                dy.columns(),
                to.columns());
    }

    /** Work space for {@link #backwardWeight}: one partial gradient per slab of rows. */
    public static Tensor slabs(Steps.Draft step, Tensor dy, Tensor x) {
        long size = (long) slabCount(dy, x) * dy.columns() * x.columns();
        return step.deviceScratch("slabs", Require.elements("linear", size));
    }

    /** {@code dWeight (+)= dyᵀ · x}: rows in slabs that run at the same time, then the slabs in order. */
    public static void backwardWeight(
            TornadoTasks tasks, Tensor dy, Tensor x, Target dWeight, Tensor workspace) {
        if (tasks.multiply(
                "linearWeight",
                new MatrixProduct(dy, true, x, false, dWeight.tensor(), dWeight.accumulate()))) {
            return;
        }
        int slabs = slabCount(dy, x);
        LinearLaunch.backwardWeight(
                tasks,
                grid(dy.columns(), x.columns(), slabs),
                dy,
                x,
                workspace,
                dy.rows(),
                dy.columns(),
                x.columns(),
                slabRows(dy.rows(), slabs));
        reduce(tasks, workspace, dWeight, slabs);
    }

    static void columnSums(TornadoTasks tasks, Tensor dy, Target sums, Tensor workspace) {
        int groups = ColumnSumsCpu.groups(dy.rows());
        LinearLaunch.columnSums(
                tasks, dy, workspace, dy.rows(), dy.columns(), groups, ColumnSumsCpu.GROUP);
        reduce(tasks, workspace, sums, groups);
    }

    private static void reduce(TornadoTasks tasks, Tensor partial, Target total, int parts) {
        LinearLaunch.reduce(tasks, partial, total, total.tensor().size(), parts);
    }

    private static int tiles(int length) {
        return Math.ceilDiv(length, LinearKernels.TILE);
    }

    /** Slabs of rows; their number depends on sizes only, so gradients are reproducible. */
    private static int slabCount(Tensor dy, Tensor x) {
        int tiles = tiles(dy.columns()) * tiles(x.columns());
        int most = Math.ceilDiv(dy.rows(), SLAB_ROWS);
        int wanted = Math.clamp(Math.ceilDiv(GROUPS, tiles), 1, most);
        return Math.ceilDiv(dy.rows(), slabRows(dy.rows(), wanted));
    }

    private static int slabRows(int rows, int slabs) {
        return Math.ceilDiv(rows, slabs);
    }

    /** One group per tile; the tiles of a row of tiles follow each other, then the slabs. */
    private static WorkerGrid grid(int rows, int columns, int slabs) {
        int side = LinearKernels.GROUP;
        return Grids.blocks((long) tiles(columns) * tiles(rows) * slabs, 1, side, side);
    }
}
