package dev.tornadovim.kernels.op.reduce;

import dev.tornadovim.kernels.engine.tornado.Grids;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Tensor;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * The second stage of a parameter's gradient: the sum over partial sums, {@code y[c] = sum_r x[r,
 * c]}. A work-group takes {@value #COLUMNS} columns and gives each {@value #LANES} work-items, which
 * take every {@value #LANES}th row; their sums meet in a tree.
 */
public final class ColumnSums {

    /** Columns of a work-group. */
    static final int COLUMNS = 32;

    /** Work-items a column. */
    static final int LANES = 8;

    private ColumnSums() {}

    /** Appends the task; {@code x} is [rows, columns] from the first element of its storage on. */
    public static void task(TornadoTasks tasks, String name, Tensor x, int rows, Target target) {
        Tensor y = target.tensor();
        int groups = Math.ceilDiv(y.size(), COLUMNS);
        tasks.graph()
                .task(
                        tasks.id(name, Grids.blocks(groups, COLUMNS * LANES)),
                        ColumnSums::columnSums,
                        tasks.context(),
                        tasks.array(x),
                        tasks.array(y),
                        y.offset(),
                        rows,
                        y.size(),
                        target.accumulate() ? 1 : 0);
    }

    static void columnSums(
            KernelContext context,
            FloatArray x,
            FloatArray y,
            int yOffset,
            int rows,
            int columns,
            int accumulate) {
        float[] local = context.allocateFloatLocalArray(COLUMNS * LANES);
        int id = context.localIdx;
        int lane = id / COLUMNS;
        int column = context.groupIdx * COLUMNS + id % COLUMNS;
        float sum = 0f;
        if (column < columns) {
            for (int row = lane; row < rows; row += LANES) {
                sum += x.get(row * columns + column);
            }
        }
        local[id] = sum;
        context.localBarrier();
        for (int half = LANES / 2; half > 0; half = half / 2) {
            if (lane < half) {
                local[id] = local[id] + local[id + half * COLUMNS];
            }
            context.localBarrier();
        }
        if (lane == 0 && column < columns) {
            float total = local[id];
            if (accumulate == 1) {
                total += y.get(yOffset + column);
            }
            y.set(yOffset + column, total);
        }
    }
}
