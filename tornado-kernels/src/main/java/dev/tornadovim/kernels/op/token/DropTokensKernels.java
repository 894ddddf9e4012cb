package dev.tornadovim.kernels.op.token;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** {@link DropTokens} for TornadoVM, one thread per element of the whole sequence. */
final class DropTokensKernels {

    private DropTokensKernels() {}

    /** y[b, patchOf[l], c] = x[b, l, c] where patchOf[l] is not -1. */
    static void forward(
            FloatArray x,
            int xOffset,
            FloatArray patchOf,
            FloatArray y,
            int batch,
            int tokens,
            int patches,
            int channels) {
        for (@Parallel int i = 0; i < batch * tokens * channels; i++) {
            int row = i / channels;
            int b = row / tokens;
            int patch = (int) patchOf.get(row - b * tokens);
            if (patch >= 0) {
                int to = (b * patches + patch) * channels + i - row * channels;
                y.set(to, x.get(xOffset + i));
            }
        }
    }

    /** dx[b, l, c] = dy[b, patchOf[l], c], zero where patchOf[l] is -1; added where accumulate is 1. */
    static void backward(
            FloatArray dy,
            FloatArray patchOf,
            FloatArray dx,
            int dxOffset,
            int batch,
            int tokens,
            int patches,
            int channels,
            int accumulate) {
        for (@Parallel int i = 0; i < batch * tokens * channels; i++) {
            int row = i / channels;
            int b = row / tokens;
            int patch = (int) patchOf.get(row - b * tokens);
            float value = 0f;
            if (patch >= 0) {
                value = dy.get((b * patches + patch) * channels + i - row * channels);
            }
            if (accumulate == 1) {
                value += dx.get(dxOffset + i);
            }
            dx.set(dxOffset + i, value);
        }
    }
}
