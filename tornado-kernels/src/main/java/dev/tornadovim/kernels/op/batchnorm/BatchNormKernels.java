package dev.tornadovim.kernels.op.batchnorm;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** {@link BatchNorm} for TornadoVM; x, y and their gradients: [rows, columns]. */
final class BatchNormKernels {

    /** Columns of a work-group of {@link #join}. */
    static final int COLUMNS = 32;

    /** Work-items per column there. */
    static final int LANES = 8;

    private BatchNormKernels() {}

    /** y = w (x - mean) / sqrt(var + eps) + b with given statistics, [columns] each. */
    static void normalizeByRunning(
            FloatArray x,
            int xOffset,
            FloatArray mean,
            int meanOffset,
            FloatArray variance,
            int varianceOffset,
            FloatArray w,
            int wOffset,
            FloatArray b,
            int bOffset,
            FloatArray y,
            int size,
            int columns,
            float eps) {
        for (@Parallel int i = 0; i < size; i++) {
            int c = i % columns;
            float rstd = 1f / TornadoMath.sqrt(variance.get(varianceOffset + c) + eps);
            float n = (x.get(xOffset + i) - mean.get(meanOffset + c)) * rstd;
            y.set(i, n * w.get(wOffset + c) + b.get(bOffset + c));
        }
    }

    /** partial[g, 0, c] = mean, partial[g, 1, c] = squares around it, over the rows of group g. */
    static void moments(
            FloatArray x,
            int xOffset,
            FloatArray partial,
            int rows,
            int columns,
            int groups,
            int group) {
        for (@Parallel int i = 0; i < groups * columns; i++) {
            int g = i / columns;
            int c = i - g * columns;
            int start = g * group;
            int end = TornadoMath.min(rows, start + group);
            float sum = 0f;
            for (int row = start; row < end; row++) {
                sum += x.get(xOffset + row * columns + c);
            }
            float mean = sum / (end - start);
            float squares = 0f;
            for (int row = start; row < end; row++) {
                float difference = x.get(xOffset + row * columns + c) - mean;
                squares += difference * difference;
            }
            partial.set(2 * g * columns + c, mean);
            partial.set((2 * g + 1) * columns + c, squares);
        }
    }

    /**
     * statistics: mean, rstd and biased variance over all groups; a work-group takes {@value
     * #COLUMNS} columns and {@value #LANES} work-items share one.
     */
    static void join(
            KernelContext context,
            FloatArray partial,
            FloatArray statistics,
            int rows,
            int columns,
            int groups,
            int group,
            float eps) {
        float[] local = context.allocateFloatLocalArray(COLUMNS * LANES);
        int id = context.localIdx;
        int lane = id / COLUMNS;
        int column = context.groupIdx * COLUMNS + id % COLUMNS;
        int end = column < columns ? groups : 0;
        float sum = 0f;
        for (int g = lane; g < end; g += LANES) {
            int count = TornadoMath.min(rows - g * group, group);
            sum += count * partial.get(2 * g * columns + column);
        }
        local[id] = sum;
        context.localBarrier();
        for (int half = LANES / 2; half > 0; half = half / 2) {
            if (lane < half) {
                local[id] = local[id] + local[id + half * COLUMNS];
            }
            context.localBarrier();
        }
        float mean = local[id % COLUMNS] / rows;
        context.localBarrier();
        float squares = 0f;
        for (int g = lane; g < end; g += LANES) {
            int count = TornadoMath.min(rows - g * group, group);
            float apart = partial.get(2 * g * columns + column) - mean;
            squares += partial.get((2 * g + 1) * columns + column) + count * apart * apart;
        }
        local[id] = squares;
        context.localBarrier();
        for (int half = LANES / 2; half > 0; half = half / 2) {
            if (lane < half) {
                local[id] = local[id] + local[id + half * COLUMNS];
            }
            context.localBarrier();
        }
        if (lane == 0 && column < columns) {
            float variance = local[id] / rows;
            statistics.set(column, mean);
            statistics.set(columns + column, 1f / TornadoMath.sqrt(variance + eps));
            statistics.set(2 * columns + column, variance);
        }
    }

    /** running += momentum (factor statistic - running). */
    static void track(
            FloatArray statistics,
            int from,
            FloatArray running,
            int runningOffset,
            int columns,
            float factor,
            float momentum) {
        for (@Parallel int c = 0; c < columns; c++) {
            float old = running.get(runningOffset + c);
            float now = factor * statistics.get(from + c);
            running.set(runningOffset + c, old + momentum * (now - old));
        }
    }

    /** y = w (x - mean) rstd + b. */
    static void normalizeByBatch(
            FloatArray x,
            int xOffset,
            FloatArray statistics,
            FloatArray w,
            int wOffset,
            FloatArray b,
            int bOffset,
            FloatArray y,
            int size,
            int columns) {
        for (@Parallel int i = 0; i < size; i++) {
            int c = i % columns;
            float n = (x.get(xOffset + i) - statistics.get(c)) * statistics.get(columns + c);
            y.set(i, n * w.get(wOffset + c) + b.get(bOffset + c));
        }
    }

    /** partial[g, 0, c] = sum of dy n, partial[g, 1, c] = sum of dy over the rows of group g. */
    static void products(
            FloatArray x,
            int xOffset,
            FloatArray statistics,
            FloatArray dy,
            FloatArray partial,
            int rows,
            int columns,
            int groups,
            int group) {
        for (@Parallel int i = 0; i < groups * columns; i++) {
            int g = i / columns;
            int c = i - g * columns;
            int end = TornadoMath.min(rows, (g + 1) * group);
            float mean = statistics.get(c);
            float rstd = statistics.get(columns + c);
            float weighted = 0f;
            float plain = 0f;
            for (int row = g * group; row < end; row++) {
                float slope = dy.get(row * columns + c);
                weighted += slope * (x.get(xOffset + row * columns + c) - mean) * rstd;
                plain += slope;
            }
            partial.set(2 * g * columns + c, weighted);
            partial.set((2 * g + 1) * columns + c, plain);
        }
    }

    /** into = sums[from..]; added where accumulate is 1. */
    static void contribute(
            FloatArray sums,
            int from,
            FloatArray into,
            int intoOffset,
            int columns,
            int accumulate) {
        for (@Parallel int c = 0; c < columns; c++) {
            float value = sums.get(from + c);
            if (accumulate == 1) {
                value += into.get(intoOffset + c);
            }
            into.set(intoOffset + c, value);
        }
    }

    /** dx = w rstd (dy - mean(dy) - n mean(dy n)); added where accumulate is 1. */
    static void backwardInput(
            FloatArray x,
            int xOffset,
            FloatArray statistics,
            FloatArray w,
            int wOffset,
            FloatArray dy,
            FloatArray sums,
            FloatArray dx,
            int dxOffset,
            int rows,
            int columns,
            int accumulate) {
        for (@Parallel int i = 0; i < rows * columns; i++) {
            int c = i % columns;
            float rstd = statistics.get(columns + c);
            float n = (x.get(xOffset + i) - statistics.get(c)) * rstd;
            float mean = (sums.get(columns + c) + n * sums.get(c)) / rows;
            float value = w.get(wOffset + c) * rstd * (dy.get(i) - mean);
            if (accumulate == 1) {
                value += dx.get(dxOffset + i);
            }
            dx.set(dxOffset + i, value);
        }
    }
}
