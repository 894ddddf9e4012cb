package dev.tornadovim.kernels.op.pool;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** {@link MeanPool} and {@link MaxPool} for TornadoVM, one thread per channel and image. */
final class PoolKernels {

    private PoolKernels() {}

    /** y[b, c] = mean over tokens of x[b, l, c]. */
    static void meanForward(
            FloatArray x, int xOffset, FloatArray y, int batch, int tokens, int channels) {
        for (@Parallel int i = 0; i < batch * channels; i++) {
            int b = i / channels;
            int from = xOffset + b * tokens * channels + i - b * channels;
            float sum = 0f;
            for (int token = 0; token < tokens; token++) {
                sum += x.get(from + token * channels);
            }
            y.set(i, sum / tokens);
        }
    }

    /** dx[b, l, c] = dy[b, c] / tokens; added where accumulate is 1. */
    static void meanBackward(
            FloatArray dy,
            FloatArray dx,
            int dxOffset,
            int batch,
            int tokens,
            int channels,
            int accumulate) {
        for (@Parallel int i = 0; i < batch * tokens * channels; i++) {
            int row = i / channels;
            int c = i - row * channels;
            float value = dy.get(row / tokens * channels + c) / tokens;
            if (accumulate == 1) {
                value += dx.get(dxOffset + i);
            }
            dx.set(dxOffset + i, value);
        }
    }

    /** y[b, c] = max over tokens of x[b, l, c]. */
    static void maxForward(
            FloatArray x, int xOffset, FloatArray y, int batch, int tokens, int channels) {
        for (@Parallel int i = 0; i < batch * channels; i++) {
            int b = i / channels;
            int from = xOffset + b * tokens * channels + i - b * channels;
            float largest = x.get(from);
            for (int token = 1; token < tokens; token++) {
                float value = x.get(from + token * channels);
                if (value > largest) {
                    largest = value;
                }
            }
            y.set(i, largest);
        }
    }

    /** dx is dy at the first token that holds the maximum y, else 0; added where accumulate is 1. */
    static void maxBackward(
            FloatArray dy,
            FloatArray x,
            int xOffset,
            FloatArray y,
            FloatArray dx,
            int dxOffset,
            int batch,
            int tokens,
            int channels,
            int accumulate) {
        for (@Parallel int i = 0; i < batch * channels; i++) {
            int b = i / channels;
            int from = b * tokens * channels + i - b * channels;
            float largest = y.get(i);
            float left = dy.get(i);
            for (int token = 0; token < tokens; token++) {
                int at = from + token * channels;
                float value = 0f;
                if (x.get(xOffset + at) == largest) {
                    value = left;
                    left = 0f;
                }
                if (accumulate == 1) {
                    value += dx.get(dxOffset + at);
                }
                dx.set(dxOffset + at, value);
            }
        }
    }
}
