package dev.tornadovim.kernels.op.pool2d;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** {@link MaxPool2d} for TornadoVM, one thread per value. */
final class MaxPool2dKernels {

    private MaxPool2dKernels() {}

    /** y = maximum of each window of x, taps = the first place in the window that holds it. */
    static void forward(
            FloatArray x,
            int xOffset,
            FloatArray y,
            FloatArray taps,
            int size,
            int channels,
            int height,
            int width,
            int kernelSize,
            int stride,
            int outHeight,
            int outWidth) {
        for (@Parallel int index = 0; index < size; index++) {
            int window = index / channels;
            int line = window / outWidth;
            int top = line / outHeight * height + line % outHeight * stride;
            int left = window % outWidth * stride;
            int from = xOffset + (top * width + left) * channels + index - window * channels;
            float largest = x.get(from);
            int place = 0;
            for (int tap = 1; tap < kernelSize * kernelSize; tap++) {
                int pixel = tap / kernelSize * width + tap % kernelSize;
                float value = x.get(from + pixel * channels);
                if (value > largest) {
                    largest = value;
                    place = tap;
                }
            }
            y.set(index, largest);
            taps.set(index, place);
        }
    }

    /** dx = sum of dy over the windows that chose the value; added where accumulate is 1. */
    static void backward(
            FloatArray dy,
            int dyOffset,
            FloatArray taps,
            FloatArray dx,
            int dxOffset,
            int size,
            int channels,
            int height,
            int width,
            int kernelSize,
            int stride,
            int outHeight,
            int outWidth,
            int accumulate) {
        for (@Parallel int index = 0; index < size; index++) {
            int pixel = index / channels;
            int channel = index - pixel * channels;
            int line = pixel / width;
            int x = pixel - line * width;
            int y = line % height;
            int firstLine = line / height * outHeight;
            int rowFrom = (Math.max(y - kernelSize + 1, 0) + stride - 1) / stride;
            int rowTo = Math.min(y / stride, outHeight - 1);
            int columnFrom = (Math.max(x - kernelSize + 1, 0) + stride - 1) / stride;
            int columnTo = Math.min(x / stride, outWidth - 1);
            float sum = 0f;
            if (accumulate == 1) {
                sum = dx.get(dxOffset + index);
            }
            for (int row = rowFrom; row <= rowTo; row++) {
                for (int column = columnFrom; column <= columnTo; column++) {
                    float tap = (y - row * stride) * kernelSize + x - column * stride;
                    int at = ((firstLine + row) * outWidth + column) * channels + channel;
                    if (taps.get(at) == tap) {
                        sum += dy.get(dyOffset + at);
                    }
                }
            }
            dx.set(dxOffset + index, sum);
        }
    }
}
