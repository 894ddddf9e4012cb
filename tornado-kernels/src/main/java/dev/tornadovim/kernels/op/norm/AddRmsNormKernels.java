package dev.tornadovim.kernels.op.norm;

import dev.tornadovim.kernels.op.reduce.RowGroups;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** {@link AddRmsNorm} for TornadoVM: the lanes of {@link RowGroups} share a token. */
final class AddRmsNormKernels {

    private AddRmsNormKernels() {}

    /** normed = w x rstd; x: [rows, columns]; w: [columns]; rstd: [rows]. */
    static void forward(
            KernelContext context,
            FloatArray x,
            int xOffset,
            FloatArray w,
            int wOffset,
            FloatArray normed,
            FloatArray rstd,
            int rows,
            int columns,
            float eps,
            int lanes) {
        float[] local = context.allocateFloatLocalArray(RowGroups.SIZE);
        int id = context.localIdx;
        int lane = id % lanes;
        int row = context.globalIdx / lanes;
        int end = row < rows ? columns : 0;
        int at = row * columns;
        float squares = 0f;
        for (int c = lane; c < end; c += lanes) {
            float value = x.get(xOffset + at + c);
            squares += value * value;
        }
        local[id] = squares;
        context.localBarrier();
        for (int half = lanes / 2; half > 0; half = half / 2) {
            if (lane < half) {
                local[id] = local[id] + local[id + half];
            }
            context.localBarrier();
        }
        squares = local[id - lane];
        context.localBarrier();
        float scale = 1f / TornadoMath.sqrt(squares / columns + eps);
        for (int c = lane; c < end; c += lanes) {
            normed.set(at + c, w.get(wOffset + c) * (x.get(xOffset + at + c) * scale));
        }
        if (lane == 0 && row < rows) {
            rstd.set(row, scale);
        }
    }

    /** sum = hidden + residual; normed = w sum rstd. */
    static void forwardOfSum(
            KernelContext context,
            FloatArray hidden,
            int hiddenOffset,
            FloatArray residual,
            int residualOffset,
            FloatArray w,
            int wOffset,
            FloatArray sum,
            FloatArray normed,
            FloatArray rstd,
            int rows,
            int columns,
            float eps,
            int lanes) {
        float[] local = context.allocateFloatLocalArray(RowGroups.SIZE);
        int id = context.localIdx;
        int lane = id % lanes;
        int row = context.globalIdx / lanes;
        int end = row < rows ? columns : 0;
        int at = row * columns;
        float squares = 0f;
        for (int c = lane; c < end; c += lanes) {
            float value = hidden.get(hiddenOffset + at + c) + residual.get(residualOffset + at + c);
            squares += value * value;
            sum.set(at + c, value);
        }
        local[id] = squares;
        context.localBarrier();
        for (int half = lanes / 2; half > 0; half = half / 2) {
            if (lane < half) {
                local[id] = local[id] + local[id + half];
            }
            context.localBarrier();
        }
        squares = local[id - lane];
        context.localBarrier();
        float scale = 1f / TornadoMath.sqrt(squares / columns + eps);
        for (int c = lane; c < end; c += lanes) {
            float value = hidden.get(hiddenOffset + at + c) + residual.get(residualOffset + at + c);
            normed.set(at + c, w.get(wOffset + c) * (value * scale));
        }
        if (lane == 0 && row < rows) {
            rstd.set(row, scale);
        }
    }

    /** dx = rstd (g - x̂ mean(g x̂)) with g = w dy, x̂ = x rstd; added where accumulate is 1. */
    static void backwardInput(
            KernelContext context,
            FloatArray dy,
            FloatArray x,
            int xOffset,
            FloatArray w,
            int wOffset,
            FloatArray rstd,
            FloatArray dx,
            int dxOffset,
            int rows,
            int columns,
            int accumulate,
            int lanes) {
        float[] local = context.allocateFloatLocalArray(RowGroups.SIZE);
        int id = context.localIdx;
        int lane = id % lanes;
        int row = context.globalIdx / lanes;
        int end = row < rows ? columns : 0;
        int at = row * columns;
        float dot = 0f;
        for (int c = lane; c < end; c += lanes) {
            dot += w.get(wOffset + c) * dy.get(at + c) * x.get(xOffset + at + c);
        }
        local[id] = dot;
        context.localBarrier();
        for (int half = lanes / 2; half > 0; half = half / 2) {
            if (lane < half) {
                local[id] = local[id] + local[id + half];
            }
            context.localBarrier();
        }
        dot = local[id - lane];
        context.localBarrier();
        if (row < rows) {
            float scale = rstd.get(row);
            float shrink = dot * scale * scale / columns;
            for (int c = lane; c < columns; c += lanes) {
                float g = w.get(wOffset + c) * dy.get(at + c);
                float value = scale * (g - x.get(xOffset + at + c) * shrink);
                if (accumulate == 1) {
                    value += dx.get(dxOffset + at + c);
                }
                dx.set(dxOffset + at + c, value);
            }
        }
    }

    /** As {@code backwardInput}, plus what reached the sum from later blocks: dx = dSum + .... */
    static void backwardInputOfSum(
            KernelContext context,
            FloatArray dy,
            FloatArray x,
            FloatArray w,
            int wOffset,
            FloatArray rstd,
            FloatArray dSum,
            FloatArray dx,
            int rows,
            int columns,
            int lanes) {
        float[] local = context.allocateFloatLocalArray(RowGroups.SIZE);
        int id = context.localIdx;
        int lane = id % lanes;
        int row = context.globalIdx / lanes;
        int end = row < rows ? columns : 0;
        int at = row * columns;
        float dot = 0f;
        for (int c = lane; c < end; c += lanes) {
            dot += w.get(wOffset + c) * dy.get(at + c) * x.get(at + c);
        }
        local[id] = dot;
        context.localBarrier();
        for (int half = lanes / 2; half > 0; half = half / 2) {
            if (lane < half) {
                local[id] = local[id] + local[id + half];
            }
            context.localBarrier();
        }
        dot = local[id - lane];
        context.localBarrier();
        if (row < rows) {
            float scale = rstd.get(row);
            float shrink = dot * scale * scale / columns;
            for (int c = lane; c < columns; c += lanes) {
                float g = w.get(wOffset + c) * dy.get(at + c);
                dx.set(at + c, dSum.get(at + c) + scale * (g - x.get(at + c) * shrink));
            }
        }
    }

    /** partial[g, c] = sum of dy x rstd over the {@code group} rows of group g. */
    static void weightPartials(
            FloatArray dy,
            FloatArray x,
            int xOffset,
            FloatArray rstd,
            FloatArray partial,
            int rows,
            int columns,
            int groups,
            int group) {
        for (@Parallel int i = 0; i < groups * columns; i++) {
            int g = i / columns;
            int c = i - g * columns;
            int end = TornadoMath.min(rows, (g + 1) * group);
            float sum = 0f;
            for (int row = g * group; row < end; row++) {
                int at = row * columns + c;
                sum += dy.get(at) * x.get(xOffset + at) * rstd.get(row);
            }
            partial.set(i, sum);
        }
    }
}
