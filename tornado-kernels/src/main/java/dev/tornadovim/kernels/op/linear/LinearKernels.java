package dev.tornadovim.kernels.op.linear;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * {@link Linear} for TornadoVM. Groups are numbered along x alone, the axis that takes any number of
 * them on every device: first the tiles of a row of tiles, then the rows, then the slabs. A group of 16 x 16 work-items computes a tile of 64 x 64 results, 4 x 4
 * per work-item in registers, and walks the sum 16 terms at a time through local memory. Both pieces
 * are read into registers before any of them is stored to local memory: the device compiler does not
 * move a global load above a local store, so the loads would wait for each other.
 */
final class LinearKernels {

    /** Side of the tile of a group. */
    static final int TILE = 64;

    /** Work-items along a side of a group. */
    static final int GROUP = 16;

    /** Terms of the sum at a time. */
    private static final int DEPTH = 16;

    /** Distance of two terms in local memory; odd, so that columns do not share a bank. */
    private static final int LINE = TILE + 1;

    private LinearKernels() {}

    /** y[row, o] = sum over i of x[row, i] * weight[o, i], plus weight[biasOffset + o] where biasOffset is not negative. */
    static void forward(
            KernelContext context,
            FloatArray x,
            int xOffset,
            int xStride,
            FloatArray weight,
            int weightOffset,
            int biasOffset,
            FloatArray y,
            int yOffset,
            int yStride,
            int rows,
            int out,
            int in) {
        float[] a = context.allocateFloatLocalArray(DEPTH * LINE);
        float[] b = context.allocateFloatLocalArray(DEPTH * LINE);
        float[] sum = new float[16];
        clear(sum);
        int item = context.localIdy * GROUP + context.localIdx;
        int tiles = (out + TILE - 1) / TILE;
        int row = context.groupIdx / tiles * TILE;
        int column = context.groupIdx % tiles * TILE;
        int term = item % DEPTH;
        int line = item / DEPTH;
        int to = term * LINE + line;
        for (int k = 0; k < in; k += DEPTH) {
            float a0 = element(x, xOffset, xStride, row + line, k + term, rows, in);
            float a1 = element(x, xOffset, xStride, row + line + 16, k + term, rows, in);
            float a2 = element(x, xOffset, xStride, row + line + 32, k + term, rows, in);
            float a3 = element(x, xOffset, xStride, row + line + 48, k + term, rows, in);
            float b0 = element(weight, weightOffset, in, column + line, k + term, out, in);
            float b1 = element(weight, weightOffset, in, column + line + 16, k + term, out, in);
            float b2 = element(weight, weightOffset, in, column + line + 32, k + term, out, in);
            float b3 = element(weight, weightOffset, in, column + line + 48, k + term, out, in);
            context.localBarrier();
            a[to] = a0;
            a[to + 16] = a1;
            a[to + 32] = a2;
            a[to + 48] = a3;
            b[to] = b0;
            b[to + 16] = b1;
            b[to + 32] = b2;
            b[to + 48] = b3;
            context.localBarrier();
            for (int i = 0; i < DEPTH; i++) {
                int left = i * LINE + context.localIdy * 4;
                int right = i * LINE + context.localIdx;
                addProducts(
                        sum,
                        a[left],
                        a[left + 1],
                        a[left + 2],
                        a[left + 3],
                        b[right],
                        b[right + 16],
                        b[right + 32],
                        b[right + 48]);
            }
        }
        if (biasOffset >= 0) {
            addBias(sum, weight, biasOffset, column + context.localIdx, out);
        }
        store(
                y,
                yOffset,
                yStride,
                row + context.localIdy * 4,
                column + context.localIdx,
                rows,
                out,
                sum,
                0);
    }

    /** dx[row, i] = sum over o of dy[row, o] * weight[o, i]. */
    static void backwardInput(
            KernelContext context,
            FloatArray dy,
            int dyOffset,
            int dyStride,
            FloatArray weight,
            int weightOffset,
            FloatArray dx,
            int dxOffset,
            int dxStride,
            int rows,
            int out,
            int in,
            int accumulate) {
        float[] a = context.allocateFloatLocalArray(DEPTH * LINE);
        float[] b = context.allocateFloatLocalArray(DEPTH * LINE);
        float[] sum = new float[16];
        clear(sum);
        int item = context.localIdy * GROUP + context.localIdx;
        int tiles = (in + TILE - 1) / TILE;
        int row = context.groupIdx / tiles * TILE;
        int column = context.groupIdx % tiles * TILE;
        int termA = item % DEPTH;
        int lineA = item / DEPTH;
        int toA = termA * LINE + lineA;
        int termB = item / TILE;
        int lineB = item % TILE;
        int toB = termB * LINE + lineB;
        for (int k = 0; k < out; k += DEPTH) {
            float a0 = element(dy, dyOffset, dyStride, row + lineA, k + termA, rows, out);
            float a1 = element(dy, dyOffset, dyStride, row + lineA + 16, k + termA, rows, out);
            float a2 = element(dy, dyOffset, dyStride, row + lineA + 32, k + termA, rows, out);
            float a3 = element(dy, dyOffset, dyStride, row + lineA + 48, k + termA, rows, out);
            float b0 = element(weight, weightOffset, in, k + termB, column + lineB, out, in);
            float b1 = element(weight, weightOffset, in, k + termB + 4, column + lineB, out, in);
            float b2 = element(weight, weightOffset, in, k + termB + 8, column + lineB, out, in);
            float b3 = element(weight, weightOffset, in, k + termB + 12, column + lineB, out, in);
            context.localBarrier();
            a[toA] = a0;
            a[toA + 16] = a1;
            a[toA + 32] = a2;
            a[toA + 48] = a3;
            b[toB] = b0;
            b[toB + 4 * LINE] = b1;
            b[toB + 8 * LINE] = b2;
            b[toB + 12 * LINE] = b3;
            context.localBarrier();
            for (int i = 0; i < DEPTH; i++) {
                int left = i * LINE + context.localIdy * 4;
                int right = i * LINE + context.localIdx;
                addProducts(
                        sum,
                        a[left],
                        a[left + 1],
                        a[left + 2],
                        a[left + 3],
                        b[right],
                        b[right + 16],
                        b[right + 32],
                        b[right + 48]);
            }
        }
        store(
                dx,
                dxOffset,
                dxStride,
                row + context.localIdy * 4,
                column + context.localIdx,
                rows,
                in,
                sum,
                accumulate);
    }

    /** partial[slab, o, i] = sum over the rows of the slab of dy[row, o] * x[row, i]; a slab has {@code slabRows} rows. */
    static void backwardWeight(
            KernelContext context,
            FloatArray dy,
            int dyOffset,
            int dyStride,
            FloatArray x,
            int xOffset,
            int xStride,
            FloatArray partial,
            int rows,
            int out,
            int in,
            int slabRows) {
        float[] a = context.allocateFloatLocalArray(DEPTH * LINE);
        float[] b = context.allocateFloatLocalArray(DEPTH * LINE);
        float[] sum = new float[16];
        clear(sum);
        int item = context.localIdy * GROUP + context.localIdx;
        int tileRows = (out + TILE - 1) / TILE;
        int tiles = (in + TILE - 1) / TILE;
        int slab = context.groupIdx / tiles / tileRows;
        int row = context.groupIdx / tiles % tileRows * TILE;
        int column = context.groupIdx % tiles * TILE;
        int end = Math.min(rows, (slab + 1) * slabRows);
        int target = slab * out * in;
        int term = item / TILE;
        int line = item % TILE;
        int to = term * LINE + line;
        for (int k = slab * slabRows; k < end; k += DEPTH) {
            float a0 = element(dy, dyOffset, dyStride, k + term, row + line, end, out);
            float a1 = element(dy, dyOffset, dyStride, k + term + 4, row + line, end, out);
            float a2 = element(dy, dyOffset, dyStride, k + term + 8, row + line, end, out);
            float a3 = element(dy, dyOffset, dyStride, k + term + 12, row + line, end, out);
            float b0 = element(x, xOffset, xStride, k + term, column + line, end, in);
            float b1 = element(x, xOffset, xStride, k + term + 4, column + line, end, in);
            float b2 = element(x, xOffset, xStride, k + term + 8, column + line, end, in);
            float b3 = element(x, xOffset, xStride, k + term + 12, column + line, end, in);
            context.localBarrier();
            a[to] = a0;
            a[to + 4 * LINE] = a1;
            a[to + 8 * LINE] = a2;
            a[to + 12 * LINE] = a3;
            b[to] = b0;
            b[to + 4 * LINE] = b1;
            b[to + 8 * LINE] = b2;
            b[to + 12 * LINE] = b3;
            context.localBarrier();
            for (int i = 0; i < DEPTH; i++) {
                int left = i * LINE + context.localIdy * 4;
                int right = i * LINE + context.localIdx;
                addProducts(
                        sum,
                        a[left],
                        a[left + 1],
                        a[left + 2],
                        a[left + 3],
                        b[right],
                        b[right + 16],
                        b[right + 32],
                        b[right + 48]);
            }
        }
        store(
                partial,
                target,
                in,
                row + context.localIdy * 4,
                column + context.localIdx,
                out,
                in,
                sum,
                0);
    }

    /**
     * Adds the products of four values of each side to the 4 x 4 sums of a work-item. Local arrays are
     * read by the kernel itself: TornadoVM addresses them wrongly in a method that they are passed to.
     */
    private static void addProducts(
            float[] sum,
            float a0,
            float a1,
            float a2,
            float a3,
            float b0,
            float b1,
            float b2,
            float b3) {
        sum[0] += a0 * b0;
        sum[1] += a0 * b1;
        sum[2] += a0 * b2;
        sum[3] += a0 * b3;
        sum[4] += a1 * b0;
        sum[5] += a1 * b1;
        sum[6] += a1 * b2;
        sum[7] += a1 * b3;
        sum[8] += a2 * b0;
        sum[9] += a2 * b1;
        sum[10] += a2 * b2;
        sum[11] += a2 * b3;
        sum[12] += a3 * b0;
        sum[13] += a3 * b1;
        sum[14] += a3 * b2;
        sum[15] += a3 * b3;
    }

    private static void clear(float[] sum) {
        for (int i = 0; i < 16; i++) {
            sum[i] = 0f;
        }
    }

    /** An element of a matrix, zero outside. */
    private static float element(
            FloatArray matrix, int offset, int stride, int row, int column, int rows, int columns) {
        float value = 0f;
        if (row < rows && column < columns) {
            value = matrix.get(offset + row * stride + column);
        }
        return value;
    }

    private static void addBias(
            float[] sum, FloatArray weight, int biasOffset, int column, int columns) {
        for (int i = 0; i < 16; i++) {
            int at = column + (i % 4) * GROUP;
            if (at < columns) {
                sum[i] += weight.get(biasOffset + at);
            }
        }
    }

    /** Stores 4 rows of 4 values each, whose columns are a group's width apart. */
    private static void store(
            FloatArray matrix,
            int offset,
            int stride,
            int firstRow,
            int firstColumn,
            int rows,
            int columns,
            float[] sum,
            int accumulate) {
        for (int i = 0; i < 16; i++) {
            int row = firstRow + i / 4;
            int column = firstColumn + (i % 4) * GROUP;
            if (row < rows && column < columns) {
                int at = offset + row * stride + column;
                if (accumulate == 1) {
                    matrix.set(at, matrix.get(at) + sum[i]);
                } else {
                    matrix.set(at, sum[i]);
                }
            }
        }
    }

    /** y[row, o] += bias[o]. */
    static void addBias(
            FloatArray bias,
            int biasOffset,
            FloatArray y,
            int yOffset,
            int yStride,
            int rows,
            int out) {
        for (@Parallel int index = 0; index < rows * out; index++) {
            int row = index / out;
            int o = index - row * out;
            int at = yOffset + row * yStride + o;
            y.set(at, y.get(at) + bias.get(biasOffset + o));
        }
    }

    /** partial[group, o] = sum over the rows of the group of dy[row, o]. */
    static void columnSums(
            FloatArray dy,
            int dyOffset,
            int dyStride,
            FloatArray partial,
            int rows,
            int columns,
            int groups,
            int groupRows) {
        for (@Parallel int index = 0; index < groups * columns; index++) {
            int group = index / columns;
            int column = index - group * columns;
            int end = Math.min(rows, (group + 1) * groupRows);
            float sum = 0f;
            for (int row = group * groupRows; row < end; row++) {
                sum += dy.get(dyOffset + row * dyStride + column);
            }
            partial.set(group * columns + column, sum);
        }
    }

    /** total[i] = sum over the parts of partial[part, i], first to last. */
    static void reduce(
            FloatArray partial,
            FloatArray total,
            int totalOffset,
            int size,
            int parts,
            int accumulate) {
        for (@Parallel int i = 0; i < size; i++) {
            float sum = 0f;
            for (int part = 0; part < parts; part++) {
                sum += partial.get(part * size + i);
            }
            if (accumulate == 1) {
                sum += total.get(totalOffset + i);
            }
            total.set(totalOffset + i, sum);
        }
    }
}
