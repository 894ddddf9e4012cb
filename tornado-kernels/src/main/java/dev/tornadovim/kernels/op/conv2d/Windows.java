package dev.tornadovim.kernels.op.conv2d;

import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.tensor.Shape;

/**
 * The square windows that slide over a feature map [batch, height, width, channels]. A window is a
 * row of {@code kernel * kernel * channels} values in the order (y, x, channel), so each of its lines
 * is one run of memory. Windows count along the width, then the height, then the batch.
 *
 * @param batch maps
 * @param height of a map
 * @param width of a map
 * @param channels of a map
 * @param kernel side of a window
 * @param stride from one window to the next, along both axes
 * @param padding zeros around the map on each side
 */
public record Windows(
        int batch, int height, int width, int channels, int kernel, int stride, int padding) {

    /** The windows over {@code map} [batch, height, width, channels]. */
    public static Windows of(Shape map, int kernel, int stride, int padding) {
        return new Windows(map.dim(0), map.dim(1), map.dim(2), map.dim(3), kernel, stride, padding);
    }

    /** Refuses maps smaller than a window. */
    public Windows {
        int shorter = Math.min(height, width);
        if (kernel < 1 || stride < 1 || padding < 0 || shorter + 2L * padding < kernel) {
            throw new IllegalArgumentException(
                    "windows of kernel %d, stride %d and padding %d do not fit a map of %dx%d"
                            .formatted(kernel, stride, padding, height, width));
        }
    }

    /** Windows along the height. */
    public int outHeight() {
        return (height + 2 * padding - kernel) / stride + 1;
    }

    /** Windows along the width. */
    public int outWidth() {
        return (width + 2 * padding - kernel) / stride + 1;
    }

    /** Windows of all maps. */
    public int count() {
        return Require.elements("windows", (long) batch * outHeight() * outWidth());
    }

    /** Positions in a window: {@code kernel * kernel}. */
    public int taps() {
        return kernel * kernel;
    }

    /** Values of a window. */
    public int size() {
        return taps() * channels;
    }

    /** Values of all windows. */
    public long elements() {
        return (long) count() * size();
    }

    /** The first window along an axis that covers {@code position}, counted from the padding on. */
    public int first(int position) {
        return Math.ceilDiv(Math.max(position - kernel + 1, 0), stride);
    }

    /** The last of {@code count} windows along an axis that covers {@code position}. */
    public int last(int position, int count) {
        return Math.min(position / stride, count - 1);
    }

    /** The same windows over another number of maps. */
    Windows withBatch(int maps) {
        return new Windows(maps, height, width, channels, kernel, stride, padding);
    }
}
