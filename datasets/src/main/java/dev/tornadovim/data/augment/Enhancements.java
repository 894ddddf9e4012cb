package dev.tornadovim.data.augment;

import dev.tornadovim.data.Image;

import java.util.Arrays;

/**
 * Blends of an image with a degenerate form of it, as in Pillow's {@code ImageEnhance}: {@code
 * degenerate + factor · (image − degenerate)} in single precision, cut to bytes.
 */
final class Enhancements {
    private Enhancements() {}

    /** Blends with the gray image. */
    static Image color(Image image, double factor) {
        byte[] gray = ToChannels.gray(image);
        byte[] degenerate = new byte[image.pixels().length];
        for (int c = 0; c < image.channels(); c++) {
            System.arraycopy(gray, 0, degenerate, c * gray.length, gray.length);
        }
        return blend(image, degenerate, factor);
    }

    /** Blends with the mean of the gray image. */
    static Image contrast(Image image, double factor) {
        long sum = 0;
        for (byte v : ToChannels.gray(image)) {
            sum += v & 0xff;
        }
        byte[] degenerate = new byte[image.pixels().length];
        Arrays.fill(degenerate, (byte) (int) (sum / (double) image.planeSize() + 0.5));
        return blend(image, degenerate, factor);
    }

    /** Blends with black. */
    static Image brightness(Image image, double factor) {
        return blend(image, new byte[image.pixels().length], factor);
    }

    /** Blends with the image smoothed by the 3 × 3 kernel of ones with 5 in its middle, over 13. */
    static Image sharpness(Image image, double factor) {
        byte[] degenerate = image.pixels().clone();
        float side = 1 / 13f;
        float middle = 5 / 13f;
        int width = image.width();
        byte[] p = image.pixels();
        for (int c = 0; c < image.channels(); c++) {
            for (int y = 1; y < image.height() - 1; y++) {
                int row = (c * image.height() + y) * width;
                for (int i = row + 1; i < row + width - 1; i++) {
                    float sum = 0.5f;
                    sum += weighted(p, i + width, side, side);
                    sum += weighted(p, i, side, middle);
                    sum += weighted(p, i - width, side, side);
                    degenerate[i] = (byte) (int) sum;
                }
            }
        }
        return blend(image, degenerate, factor);
    }

    private static float weighted(byte[] p, int i, float side, float middle) {
        return (p[i - 1] & 0xff) * side + (p[i] & 0xff) * middle + (p[i + 1] & 0xff) * side;
    }

    private static Image blend(Image image, byte[] degenerate, double factor) {
        float share = (float) factor;
        byte[] result = new byte[degenerate.length];
        for (int i = 0; i < result.length; i++) {
            int from = degenerate[i] & 0xff;
            float value = from + share * ((image.pixels()[i] & 0xff) - from);
            result[i] = (byte) (int) Math.clamp(value, 0f, 255f);
        }
        return new Image(image.channels(), image.height(), image.width(), result);
    }
}
