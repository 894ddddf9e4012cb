package dev.tornadovim.kernels.op.resize;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** {@link BilinearResize} for TornadoVM; tables as {@link ResizeAxis#table} lays them out. */
final class BilinearResizeKernels {

    private BilinearResizeKernels() {}

    /** x: [batch, height, width, channels]; y: [batch, outHeight, outWidth, channels]. */
    static void forward(
            FloatArray x,
            int xOffset,
            FloatArray rows,
            FloatArray columns,
            FloatArray y,
            int size,
            int height,
            int outHeight,
            int width,
            int outWidth,
            int channels) {
        for (@Parallel int i = 0; i < size; i++) {
            int pixel = i / channels;
            int c = i - pixel * channels;
            int row = pixel / outWidth;
            int ox = pixel - row * outWidth;
            int b = row / outHeight;
            int oy = row - b * outHeight;
            int top = (int) rows.get(oy);
            int left = (int) columns.get(ox);
            float down = rows.get(outHeight + oy);
            float right = columns.get(outWidth + ox);
            int toNextRow = top < height - 1 ? width * channels : 0;
            int toNextColumn = left < width - 1 ? channels : 0;
            int at = xOffset + ((b * height + top) * width + left) * channels + c;
            float a00 = x.get(at);
            float a01 = x.get(at + toNextColumn);
            float a10 = x.get(at + toNextRow);
            float a11 = x.get(at + toNextRow + toNextColumn);
            float upper = (1f - right) * a00 + right * a01;
            float lower = (1f - right) * a10 + right * a11;
            y.set(i, (1f - down) * upper + down * lower);
        }
    }

    /** dx of one source element is the sum over the outputs that use it; added where told. */
    static void backward(
            FloatArray dy,
            FloatArray rows,
            FloatArray columns,
            FloatArray dx,
            int dxOffset,
            int size,
            int height,
            int outHeight,
            int width,
            int outWidth,
            int channels,
            int accumulate) {
        for (@Parallel int i = 0; i < size; i++) {
            int pixel = i / channels;
            int c = i - pixel * channels;
            int row = pixel / width;
            int sx = pixel - row * width;
            int b = row / height;
            int sy = row - b * height;
            int endY = (int) rows.get(2 * outHeight + height + sy);
            int firstX = (int) columns.get(2 * outWidth + sx);
            int endX = (int) columns.get(2 * outWidth + width + sx);
            float sum = 0f;
            for (int oy = (int) rows.get(2 * outHeight + sy); oy < endY; oy++) {
                int from = (b * outHeight + oy) * outWidth;
                float line = 0f;
                for (int ox = firstX; ox < endX; ox++) {
                    float weight = weight((int) columns.get(ox), columns.get(outWidth + ox), sx);
                    line += weight * dy.get((from + ox) * channels + c);
                }
                sum += line * weight((int) rows.get(oy), rows.get(outHeight + oy), sy);
            }
            if (accumulate == 1) {
                sum += dx.get(dxOffset + i);
            }
            dx.set(dxOffset + i, sum);
        }
    }

    /** The weight of a source in an output whose lower neighbour and fraction are given. */
    private static float weight(int low, float fraction, int source) {
        return source == low ? 1f - fraction : fraction;
    }
}
