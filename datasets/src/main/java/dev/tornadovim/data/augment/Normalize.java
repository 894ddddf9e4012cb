package dev.tornadovim.data.augment;

import dev.tornadovim.data.Image;

/**
 * Turns bytes into floats with about zero mean and unit deviation: {@code (value / 255 − mean) /
 * deviation}, per channel.
 *
 * @param mean of each channel, on a scale from 0 to 1
 * @param deviation standard deviation of each channel, on the same scale
 */
public record Normalize(float[] mean, float[] deviation) {

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
        deviation = deviation.clone();
        if (mean.length != deviation.length) {
            throw new IllegalArgumentException(
                    "%d means but %d deviations".formatted(mean.length, deviation.length));
        }
        for (float d : deviation) {
            if (!(d > 0)) {
                throw new IllegalArgumentException("deviation must be positive, not " + d);
            }
        }
    }

    /** Writes the normalised image to {@code target[offset …]}, {@code [channel, row, column]}. */
    public void apply(Image image, float[] target, int offset) {
        int plane = image.planeSize();
        byte[] pixels = image.pixels();
        for (int c = 0; c < image.channels(); c++) {
            float scale = 1 / (255 * deviation[c]);
            float shift = mean[c] / deviation[c];
            for (int i = c * plane; i < (c + 1) * plane; i++) {
                target[offset + i] = (pixels[i] & 0xff) * scale - shift;
            }
        }
    }
}
