package dev.tornadovim.kernels.op.reduce;

import dev.tornadovim.kernels.engine.tornado.Grids;

import uk.ac.manchester.tornado.api.WorkerGrid;

/**
 * Geometry of kernels that reduce rows: a work-group of {@value #SIZE} work-items holds {@code SIZE /
 * lanes} rows, and {@code lanes} adjacent work-items share a row, so they read adjacent
 * columns. A kernel begins with
 *
 * <pre>{@code
 * float[] local = context.allocateFloatLocalArray(RowGroups.SIZE);
 * int id = context.localIdx;
 * int lane = id % lanes;
 * int row = context.globalIdx / lanes;
 * }</pre>
 *
 * and must let work-items without a row take part in every reduction. The sum of {@code value} over
 * the lanes of a row, for each of them, is a tree in local memory:
 *
 * <pre>{@code
 * local[id] = value;
 * context.localBarrier();
 * for (int half = lanes / 2; half > 0; half = half / 2) {
 *     if (lane < half) {
 *         local[id] = local[id] + local[id + half];
 *     }
 *     context.localBarrier();
 * }
 * value = local[id - lane];
 * context.localBarrier();
 * }</pre>
 *
 * It stands in each kernel: TornadoVM 5.2 addresses a local array wrongly inside a helper that it was
 * passed to (element {@code i} at byte {@code 4 (4 i + 16)}), so that on CUDA it leaves its memory.
 *
 * @param rows number of rows
 * @param lanes work-items per row, a power of two up to {@value #SIZE}
 */
public record RowGroups(int rows, int lanes) {

    /** Work-items of a group. */
    public static final int SIZE = 128;

    /** Lanes whose floats fill the widest memory access. */
    private static final int USUAL_LANES = 32;

    /** Work-items that keep a large device busy. */
    private static final int ENOUGH = 1 << 16;

    /** Up to 32 lanes, more where rows are few, and no more than half the columns. */
    public static RowGroups of(int rows, int columns) {
        int lanes = 1;
        while (4 * lanes <= columns
                && (lanes < USUAL_LANES || lanes < SIZE && (long) rows * lanes < ENOUGH)) {
            lanes *= 2;
        }
        return new RowGroups(rows, lanes);
    }

    /** The grid of the launch. */
    public WorkerGrid grid() {
        return Grids.items((long) rows * lanes, SIZE);
    }
}
