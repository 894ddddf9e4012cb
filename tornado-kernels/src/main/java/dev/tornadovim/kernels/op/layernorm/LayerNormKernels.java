package dev.tornadovim.kernels.op.layernorm;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** {@link LayerNorm} for TornadoVM: a thread a token; parameter gradients in two stages. */
final class LayerNormKernels {

    private LayerNormKernels() {}

    /** y = w (x - mean) rstd + b; x, y: [rows, columns]; w, b: [columns]; mean, rstd: [rows]. */
    static void forward(
            FloatArray x,
            int xOffset,
            FloatArray w,
            int wOffset,
            FloatArray b,
            int bOffset,
            FloatArray y,
            FloatArray mean,
            FloatArray rstd,
            int rows,
            int columns,
            float eps) {
        for (@Parallel int row = 0; row < rows; row++) {
            int at = row * columns;
            float sum = 0f;
            for (int c = 0; c < columns; c++) {
                sum += x.get(xOffset + at + c);
            }
            float centre = sum / columns;
            float squares = 0f;
            for (int c = 0; c < columns; c++) {
                float difference = x.get(xOffset + at + c) - centre;
                squares += difference * difference;
            }
            float scale = 1f / TornadoMath.sqrt(squares / columns + eps);
            for (int c = 0; c < columns; c++) {
                float n = (x.get(xOffset + at + c) - centre) * scale;
                y.set(at + c, n * w.get(wOffset + c) + b.get(bOffset + c));
            }
            mean.set(row, centre);
            rstd.set(row, scale);
        }
    }

    /** dx = rstd (g - mean(g) - n mean(g n)) with g = w dy; added where accumulate is 1. */
    static void backwardInput(
            FloatArray x,
            int xOffset,
            FloatArray w,
            int wOffset,
            FloatArray mean,
            FloatArray rstd,
            FloatArray dy,
            FloatArray dx,
            int dxOffset,
            int rows,
            int columns,
            int accumulate) {
        for (@Parallel int row = 0; row < rows; row++) {
            int at = row * columns;
            float centre = mean.get(row);
            float scale = rstd.get(row);
            float sum = 0f;
            float dot = 0f;
            for (int c = 0; c < columns; c++) {
                float g = w.get(wOffset + c) * dy.get(at + c);
                sum += g;
                dot += g * (x.get(xOffset + at + c) - centre) * scale;
            }
            float shift = sum / columns;
            float shrink = dot / columns;
            for (int c = 0; c < columns; c++) {
                float g = w.get(wOffset + c) * dy.get(at + c);
                float n = (x.get(xOffset + at + c) - centre) * scale;
                float value = scale * (g - shift - n * shrink);
                if (accumulate == 1) {
                    value += dx.get(dxOffset + at + c);
                }
                dx.set(dxOffset + at + c, value);
            }
        }
    }

    /**
     * partial[g, 0, c] = sum of dy n, partial[g, 1, c] = sum of dy over the {@code group} rows of
     * group g.
     */
    static void partials(
            FloatArray x,
            int xOffset,
            FloatArray mean,
            FloatArray rstd,
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
            float weighted = 0f;
            float plain = 0f;
            for (int row = g * group; row < end; row++) {
                float slope = dy.get(row * columns + c);
                float n = (x.get(xOffset + row * columns + c) - mean.get(row)) * rstd.get(row);
                weighted += slope * n;
                plain += slope;
            }
            partial.set(2 * g * columns + c, weighted);
            partial.set((2 * g + 1) * columns + c, plain);
        }
    }

    /** into[c] = sum over groups of partial[g, part, c]; added where accumulate is 1. */
    static void sum(
            FloatArray partial,
            FloatArray into,
            int intoOffset,
            int columns,
            int groups,
            int part,
            int accumulate) {
        for (@Parallel int c = 0; c < columns; c++) {
            float sum = 0f;
            for (int g = 0; g < groups; g++) {
                sum += partial.get((2 * g + part) * columns + c);
            }
            if (accumulate == 1) {
                sum += into.get(intoOffset + c);
            }
            into.set(intoOffset + c, sum);
        }
    }
}
