package dev.tornadovim.kernels.op.conv2d;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * {@link Conv2d} for TornadoVM: maps to windows and back, weights to the order of windows and back.
 * One thread per value; adjacent threads have adjacent channels.
 */
final class Conv2dKernels {

    private Conv2dKernels() {}

    /** unfolded[window, (tap, channel)] = the value of the map there, 0 outside of it. */
    static void unfold(
            FloatArray map,
            int mapOffset,
            FloatArray unfolded,
            int windows,
            int channels,
            int height,
            int width,
            int kernelSize,
            int stride,
            int padding,
            int outHeight,
            int outWidth) {
        int size = kernelSize * kernelSize * channels;
        for (@Parallel int index = 0; index < windows * size; index++) {
            int window = index / size;
            int value = index - window * size;
            int tap = value / channels;
            int channel = value - tap * channels;
            int line = window / outWidth;
            int batch = line / outHeight;
            int y = (line % outHeight) * stride + tap / kernelSize - padding;
            int x = (window % outWidth) * stride + tap % kernelSize - padding;
            float result = 0f;
            if (y >= 0 && y < height && x >= 0 && x < width) {
                int pixel = (batch * height + y) * width + x;
                result = map.get(mapOffset + pixel * channels + channel);
            }
            unfolded.set(index, result);
        }
    }

    /** map[b, y, x, c] = sum over the windows that cover the pixel; added where accumulate is 1. */
    static void fold(
            FloatArray unfolded,
            FloatArray map,
            int mapOffset,
            int pixels,
            int channels,
            int height,
            int width,
            int kernelSize,
            int stride,
            int padding,
            int outHeight,
            int outWidth,
            int accumulate) {
        int size = kernelSize * kernelSize * channels;
        for (@Parallel int index = 0; index < pixels * channels; index++) {
            int pixel = index / channels;
            int channel = index - pixel * channels;
            int line = pixel / width;
            int bottom = line % height + padding;
            int right = pixel % width + padding;
            int firstLine = (line / height) * outHeight;
            int rowFrom = (Math.max(bottom - kernelSize + 1, 0) + stride - 1) / stride;
            int rowTo = Math.min(bottom / stride, outHeight - 1);
            int columnFrom = (Math.max(right - kernelSize + 1, 0) + stride - 1) / stride;
            int columnTo = Math.min(right / stride, outWidth - 1);
            float sum = 0f;
            if (accumulate == 1) {
                sum = map.get(mapOffset + index);
            }
            for (int row = rowFrom; row <= rowTo; row++) {
                int taps = (bottom - row * stride) * kernelSize;
                for (int column = columnFrom; column <= columnTo; column++) {
                    int tap = taps + right - column * stride;
                    int window = (firstLine + row) * outWidth + column;
                    sum += unfolded.get(window * size + tap * channels + channel);
                }
            }
            map.set(mapOffset + index, sum);
        }
    }

    /** ordered[out, tap, in] = weight[out, in, tap]. */
    static void orderByTap(
            FloatArray weight, int weightOffset, FloatArray ordered, int out, int in, int taps) {
        for (@Parallel int index = 0; index < out * in * taps; index++) {
            int row = index / in;
            int channel = index - row * in;
            int o = row / taps;
            int tap = row - o * taps;
            ordered.set(index, weight.get(weightOffset + (o * in + channel) * taps + tap));
        }
    }

    /** weight[out, in, tap] = ordered[out, tap, in]; added where accumulate is 1. */
    static void orderByChannel(
            FloatArray ordered,
            FloatArray weight,
            int weightOffset,
            int out,
            int in,
            int taps,
            int accumulate) {
        for (@Parallel int index = 0; index < out * in * taps; index++) {
            int row = index / taps;
            int tap = index - row * taps;
            int o = row / in;
            int channel = row - o * in;
            float value = ordered.get((o * taps + tap) * in + channel);
            if (accumulate == 1) {
                value += weight.get(weightOffset + index);
            }
            weight.set(weightOffset + index, value);
        }
    }
}
