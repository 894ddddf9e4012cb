package dev.tornadovim.kernels.op.reduce;

import dev.tornadovim.kernels.engine.tornado.Grids;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * The second stage of a parameter's gradient: the sum over partial sums, {@code y[c] = sum_r x[r,
 * c]}. A work-group takes {@value ColumnSumsKernels#COLUMNS} columns and gives each {@value
 * ColumnSumsKernels#LANES} work-items, which take every {@value ColumnSumsKernels#LANES}th row; their
 * sums meet in a tree.
 */
public final class ColumnSums {

    private ColumnSums() {}

    /** Launches the sum; {@code x} is [rows, columns] from the first element of its storage on. */
    public static void launch(TornadoTasks tasks, Tensor x, int rows, Target y) {
        int columns = y.tensor().size();
        int groups = Math.ceilDiv(columns, ColumnSumsKernels.COLUMNS);
        ColumnSumsLaunch.columnSums(
                tasks,
                Grids.blocks(groups, ColumnSumsKernels.COLUMNS * ColumnSumsKernels.LANES),
                x,
                y,
                rows,
                columns);
    }
}
