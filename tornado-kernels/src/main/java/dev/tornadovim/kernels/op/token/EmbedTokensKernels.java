package dev.tornadovim.kernels.op.token;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** {@link EmbedTokens} for TornadoVM, one thread per element. */
final class EmbedTokensKernels {

    private EmbedTokensKernels() {}

    /** y[b, l, c] = position[l, c], plus the patch that patchOf[l] names where it is not -1. */
    static void forward(
            FloatArray patches,
            int patchesOffset,
            FloatArray position,
            int positionOffset,
            FloatArray patchOf,
            FloatArray y,
            int batch,
            int tokens,
            int patchCount,
            int channels) {
        for (@Parallel int i = 0; i < batch * tokens * channels; i++) {
            int row = i / channels;
            int c = i - row * channels;
            int b = row / tokens;
            int token = row - b * tokens;
            int patch = (int) patchOf.get(token);
            float value = position.get(positionOffset + token * channels + c);
            if (patch >= 0) {
                value += patches.get(patchesOffset + (b * patchCount + patch) * channels + c);
            }
            y.set(i, value);
        }
    }

    /** y[b, at, c] += token[c]. */
    static void addClassToken(
            FloatArray token,
            int tokenOffset,
            FloatArray y,
            int batch,
            int tokens,
            int channels,
            int at) {
        for (@Parallel int i = 0; i < batch * channels; i++) {
            int b = i / channels;
            int c = i - b * channels;
            int to = (b * tokens + at) * channels + c;
            y.set(to, y.get(to) + token.get(tokenOffset + c));
        }
    }

    /** dx[b, patchOf[l], c] = dy[b, l, c]; added where accumulate is 1. */
    static void backwardPatches(
            FloatArray dy,
            FloatArray patchOf,
            FloatArray dx,
            int dxOffset,
            int batch,
            int tokens,
            int patchCount,
            int channels,
            int accumulate) {
        for (@Parallel int i = 0; i < batch * tokens * channels; i++) {
            int row = i / channels;
            int b = row / tokens;
            int patch = (int) patchOf.get(row - b * tokens);
            if (patch >= 0) {
                int to = dxOffset + (b * patchCount + patch) * channels + i - row * channels;
                float value = dy.get(i);
                if (accumulate == 1) {
                    value += dx.get(to);
                }
                dx.set(to, value);
            }
        }
    }

    /** dx[i] = sum over the batch of dy[first + b stride + i]; added where accumulate is 1. */
    static void batchSum(
            FloatArray dy,
            int first,
            int stride,
            int batch,
            FloatArray dx,
            int dxOffset,
            int size,
            int accumulate) {
        for (@Parallel int i = 0; i < size; i++) {
            float sum = 0f;
            for (int b = 0; b < batch; b++) {
                sum += dy.get(first + b * stride + i);
            }
            if (accumulate == 1) {
                sum += dx.get(dxOffset + i);
            }
            dx.set(dxOffset + i, sum);
        }
    }
}
