package dev.tornadovim.data;

import java.util.Objects;

/**
 * An 8-bit image. Pixels lie plane after plane, {@code [channel, row, column]}, each an unsigned
 * byte; channels are one (gray) or three (red, green, blue).
 *
 * <p>The array is not copied, neither in nor out: whoever makes an image gives the array away, and
 * nobody writes to the array of an image.
 */
public record Image(int channels, int height, int width, byte[] pixels) {

    /** Checks that the array is exactly {@code channels × height × width} long. */
    public Image {
        Objects.requireNonNull(pixels, "pixels");
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException("channels must be 1 or 3, not " + channels);
        }
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "an image of height %d and width %d".formatted(height, width));
        }
        if (pixels.length != (long) channels * height * width) {
            throw new IllegalArgumentException(
                    "%d pixels for an image of shape [%d, %d, %d]"
                            .formatted(pixels.length, channels, height, width));
        }
    }

    /** The value at one place, 0 to 255. */
    public int at(int channel, int row, int column) {
        return pixels[(channel * height + row) * width + column] & 0xff;
    }

    /** Number of values in one channel. */
    public int planeSize() {
        return height * width;
    }

    /** A rectangle of it, which has to lie inside. */
    public Image crop(int top, int left, int rows, int columns) {
        byte[] part = new byte[channels * rows * columns];
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y < rows; y++) {
                int from = (c * height + top + y) * width + left;
                System.arraycopy(pixels, from, part, (c * rows + y) * columns, columns);
            }
        }
        return new Image(channels, rows, columns, part);
    }
}
