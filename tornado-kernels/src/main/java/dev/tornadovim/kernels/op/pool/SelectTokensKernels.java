package dev.tornadovim.kernels.op.pool;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** {@link SelectTokens} for TornadoVM, one thread per channel and image. */
final class SelectTokensKernels {

    private SelectTokensKernels() {}

    /** y[b, c] = factor x[b, at, c]; added where accumulate is 1. */
    static void forward(
            FloatArray x,
            int xOffset,
            FloatArray y,
            int batch,
            int tokens,
            int channels,
            int at,
            float factor,
            int accumulate) {
        for (@Parallel int i = 0; i < batch * channels; i++) {
            int b = i / channels;
            int c = i - b * channels;
            float value = factor * x.get(xOffset + (b * tokens + at) * channels + c);
            if (accumulate == 1) {
                value += y.get(i);
            }
            y.set(i, value);
        }
    }

    /** x = 0. */
    static void clearTokens(FloatArray x, int xOffset, int size) {
        for (@Parallel int i = 0; i < size; i++) {
            x.set(xOffset + i, 0f);
        }
    }

    /** dx[b, at, c] += factor dy[b, c]. */
    static void backward(
            FloatArray dy,
            FloatArray dx,
            int dxOffset,
            int batch,
            int tokens,
            int channels,
            int at,
            float factor) {
        for (@Parallel int i = 0; i < batch * channels; i++) {
            int b = i / channels;
            int c = i - b * channels;
            int to = dxOffset + (b * tokens + at) * channels + c;
            dx.set(to, dx.get(to) + factor * dy.get(i));
        }
    }
}
