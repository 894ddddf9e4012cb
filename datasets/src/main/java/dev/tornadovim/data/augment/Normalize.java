package dev.tornadovim.data.augment;

import dev.tornadovim.data.Image;

import java.util.Arrays;

/**
 * Turns bytes into floats with about zero mean and unit deviation: {@code (value / 255 − mean) /
 * std}, per channel.
 *
 * @param mean of each channel, on a scale from 0 to 1
 * @param std standard deviation of each channel, on the same scale
 */
public record Normalize(float[] mean, float[] std) {

    /** Statistics of the ImageNet training images, as every public checkpoint uses them. */
    public static final Normalize IMAGENET =
            new Normalize(
                    new float[] {0.485f, 0.456f, 0.406f}, new float[] {0.229f, 0.224f, 0.225f});

    /** Statistics of the 60,000 Fashion-MNIST training images. */
    public static final Normalize FASHION_MNIST =
            new Normalize(new float[] {0.2860f}, new float[] {0.3530f});

    /** Checks that both have a value for each channel. */
    public Normalize {
        mean = mean.clone();
        std = std.clone();
        if (mean.length != std.length) {
            throw new IllegalArgumentException(
                    "%d means but %d deviations".formatted(mean.length, std.length));
        }
        for (float d : std) {
            if (!(d > 0)) {
                throw new IllegalArgumentException("deviation must be positive, not " + d);
            }
        }
    }

    /** Throws unless there are statistics for each channel of images. */
    public void requireChannels(int channels) {
        if (mean.length != channels) {
            throw new IllegalArgumentException(
                    "normalization of %d channel(s) for images of %d"
                            .formatted(mean.length, channels));
        }
    }

    /** Writes the normalized image to {@code target[offset …]}, {@code [channel, row, column]}. */
    public void apply(Image image, float[] target, int offset) {
        apply(image, target, offset, image.height(), image.width());
    }

    /**
     * Writes the normalized image at the top left of a larger one, and zeros, which are the mean,
     * around it.
     *
     * @param target receives {@code [channels, height, width]} from {@code offset} on
     */
    public void apply(Image image, float[] target, int offset, int height, int width) {
        byte[] pixels = image.pixels();
        if (height > image.height() || width > image.width()) {
            Arrays.fill(target, offset, offset + image.channels() * height * width, 0);
        }
        for (int c = 0; c < image.channels(); c++) {
            float scale = 1 / (255 * std[c]);
            float shift = mean[c] / std[c];
            for (int y = 0; y < image.height(); y++) {
                int from = (c * image.height() + y) * image.width();
                int to = offset + (c * height + y) * width;
                for (int x = 0; x < image.width(); x++) {
                    target[to + x] = (pixels[from + x] & 0xff) * scale - shift;
                }
            }
        }
    }
}
