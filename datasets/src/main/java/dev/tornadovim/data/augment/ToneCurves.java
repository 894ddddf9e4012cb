package dev.tornadovim.data.augment;

import dev.tornadovim.data.Image;

import java.util.function.IntUnaryOperator;

/** Operations that map each value of a channel to another, as in Pillow's {@code ImageOps}. */
final class ToneCurves {
    private ToneCurves() {}

    /** Stretches each channel to the range from 0 to 255. */
    static Image autoContrast(Image image) {
        return perChannel(
                image,
                histogram -> {
                    int low = 0;
                    int high = 255;
                    while (histogram[low] == 0) {
                        low++;
                    }
                    while (histogram[high] == 0) {
                        high--;
                    }
                    if (high <= low) {
                        return v -> v;
                    }
                    double scale = 255.0 / (high - low);
                    double offset = -low * scale;
                    return v -> (int) (v * scale + offset);
                });
    }

    /** Makes the values of each channel about equally frequent. */
    static Image equalize(Image image) {
        return perChannel(image, ToneCurves::equalizing);
    }

    private static IntUnaryOperator equalizing(int[] histogram) {
        int last = 255;
        while (histogram[last] == 0) {
            last--;
        }
        int sum = 0;
        for (int count : histogram) {
            sum += count;
        }
        int step = (sum - histogram[last]) / 255;
        if (step == 0) {
            return v -> v;
        }
        int[] curve = new int[256];
        int n = step / 2;
        for (int v = 0; v < 256; v++) {
            curve[v] = n / step;
            n += histogram[v];
        }
        return v -> curve[v];
    }

    /** The negative. */
    static Image invert(Image image) {
        return map(image, v -> 255 - v);
    }

    /** Keeps the highest bits of each value. */
    static Image posterize(Image image, int bits) {
        return map(image, v -> v & -(1 << (8 - bits)));
    }

    /** Inverts values from the threshold on. */
    static Image solarize(Image image, int threshold) {
        return map(image, v -> v < threshold ? v : 255 - v);
    }

    /** Adds to values below 128. */
    static Image solarizeAdd(Image image, int amount) {
        return map(image, v -> v < 128 ? v + amount : v);
    }

    private interface Curve {
        IntUnaryOperator of(int[] histogram);
    }

    private static Image map(Image image, IntUnaryOperator curve) {
        byte[] result = new byte[image.pixels().length];
        map(image, 0, result.length, curve, result);
        return new Image(image.channels(), image.height(), image.width(), result);
    }

    private static Image perChannel(Image image, Curve curve) {
        int plane = image.planeSize();
        byte[] result = new byte[image.pixels().length];
        for (int c = 0; c < image.channels(); c++) {
            int[] histogram = new int[256];
            for (int i = c * plane; i < (c + 1) * plane; i++) {
                histogram[image.pixels()[i] & 0xff]++;
            }
            map(image, c * plane, (c + 1) * plane, curve.of(histogram), result);
        }
        return new Image(image.channels(), image.height(), image.width(), result);
    }

    private static void map(Image image, int from, int to, IntUnaryOperator curve, byte[] result) {
        byte[] table = new byte[256];
        for (int v = 0; v < 256; v++) {
            table[v] = (byte) Math.clamp(curve.applyAsInt(v), 0, 255);
        }
        for (int i = from; i < to; i++) {
            result[i] = table[image.pixels()[i] & 0xff];
        }
    }
}
