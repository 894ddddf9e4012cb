package dev.tornadovim.kernels.op.reduce;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** {@link ColumnSums} for TornadoVM. */
final class ColumnSumsKernels {

    /** Columns of a work-group. */
    static final int COLUMNS = 32;

    /** Work-items per column. */
    static final int LANES = 8;

    private ColumnSumsKernels() {}

    /** y[c] = sum_r x[r, c]; added where accumulate is 1. */
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
