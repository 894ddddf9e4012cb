package dev.tornadovim.kernels.op.pool;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** {@link SelectChannel} for TornadoVM, one thread per value written. */
final class SelectChannelKernels {

    private SelectChannelKernels() {}

    /** y[group, row] = x[group, row, index[group]], 0 where that is no channel. */
    static void forward(
            FloatArray x,
            int xOffset,
            FloatArray index,
            int indexOffset,
            FloatArray y,
            int groups,
            int rows,
            int channels) {
        for (@Parallel int i = 0; i < groups * rows; i++) {
            int channel = (int) index.get(indexOffset + i / rows);
            float value = 0f;
            if (channel >= 0 && channel < channels) {
                value = x.get(xOffset + i * channels + channel);
            }
            y.set(i, value);
        }
    }

    /** dx[group, row, index[group]] = dy[group, row], else 0; added where accumulate is 1. */
    static void backward(
            FloatArray dy,
            int dyOffset,
            FloatArray index,
            int indexOffset,
            FloatArray dx,
            int dxOffset,
            int groups,
            int rows,
            int channels,
            int accumulate) {
        for (@Parallel int i = 0; i < groups * rows * channels; i++) {
            int row = i / channels;
            int channel = (int) index.get(indexOffset + row / rows);
            float value = 0f;
            if (channel == i - row * channels) {
                value = dy.get(dyOffset + row);
            }
            if (accumulate == 1) {
                value += dx.get(dxOffset + i);
            }
            dx.set(dxOffset + i, value);
        }
    }
}
