package dev.tornadovim.kernels.op.pool2d;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** {@link AdaptiveAvgPool2d} for TornadoVM, one thread per value; {@link Bins} has the formulas. */
final class AdaptiveAvgPool2dKernels {

    private AdaptiveAvgPool2dKernels() {}

    /** y = mean of each bin of x. */
    static void forward(
            FloatArray x,
            int xOffset,
            FloatArray y,
            int size,
            int channels,
            int height,
            int width,
            int rows,
            int columns) {
        for (@Parallel int index = 0; index < size; index++) {
            int bin = index / channels;
            int channel = index - bin * channels;
            int line = bin / columns;
            int row = line % rows;
            int column = bin - line * columns;
            int map = line / rows * height;
            int top = row * height / rows;
            int bottom = ((row + 1) * height + rows - 1) / rows;
            int left = column * width / columns;
            int right = ((column + 1) * width + columns - 1) / columns;
            float sum = 0f;
            for (int at = top; at < bottom; at++) {
                for (int pixel = left; pixel < right; pixel++) {
                    sum += x.get(xOffset + ((map + at) * width + pixel) * channels + channel);
                }
            }
            float values = (bottom - top) * (right - left);
            y.set(index, sum / values);
        }
    }

    /** dx = sum of dy / size over the bins that hold the value; added where accumulate is 1. */
    static void backward(
            FloatArray dy,
            int dyOffset,
            FloatArray dx,
            int dxOffset,
            int size,
            int channels,
            int height,
            int width,
            int rows,
            int columns,
            int accumulate) {
        for (@Parallel int index = 0; index < size; index++) {
            int pixel = index / channels;
            int channel = index - pixel * channels;
            int line = pixel / width;
            int x = pixel - line * width;
            int y = line % height;
            int map = line / height * rows;
            int rowTo = ((y + 1) * rows + height - 1) / height;
            int columnTo = ((x + 1) * columns + width - 1) / width;
            float sum = 0f;
            if (accumulate == 1) {
                sum = dx.get(dxOffset + index);
            }
            for (int row = y * rows / height; row < rowTo; row++) {
                int binHeight = ((row + 1) * height + rows - 1) / rows - row * height / rows;
                for (int column = x * columns / width; column < columnTo; column++) {
                    int right = ((column + 1) * width + columns - 1) / columns;
                    float values = binHeight * (right - column * width / columns);
                    int bin = (map + row) * columns + column;
                    sum += dy.get(dyOffset + bin * channels + channel) / values;
                }
            }
            dx.set(dxOffset + index, sum);
        }
    }
}
