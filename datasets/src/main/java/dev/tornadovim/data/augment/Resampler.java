package dev.tornadovim.data.augment;

import dev.tornadovim.data.Image;

import java.util.Arrays;

/**
 * Resizes a part of an image with a filter that widens when it shrinks the image (antialiasing): the
 * result is that of Pillow's {@code crop} and {@code resize}, bit for bit.
 *
 * <p>As there, rows are filtered first, then columns, both in 8-bit fixed point: weights are rounded
 * to multiples of 2⁻²² and the intermediate image to bytes.
 */
public final class Resampler {
    private static final int PRECISION = 22;
    private static final int HALF = 1 << (PRECISION - 1);

    private Resampler() {}

    /** How the weight of a pixel falls off with its distance. */
    public enum Interpolation {
        /** A triangle. */
        BILINEAR(1),
        /** Keys' cubic with a = −0.5. */
        BICUBIC(2);

        private final double support;

        Interpolation(double support) {
            this.support = support;
        }

        /** Weight of a pixel at a distance, in pixels. */
        public double weight(double x) {
            double t = Math.abs(x);
            if (this == BILINEAR) {
                return t < 1 ? 1 - t : 0;
            }
            if (t < 1) {
                return (1.5 * t - 2.5) * t * t + 1;
            }
            return t < 2 ? (((t - 5) * t + 8) * t - 4) * -0.5 : 0;
        }
    }

    /** A rectangle of an image, in pixels. */
    record Box(int top, int left, int height, int width) {}

    /** The whole image, resized. */
    public static Image resize(Image image, int height, int width, Interpolation interpolation) {
        return resize(
                image, new Box(0, 0, image.height(), image.width()), height, width, interpolation);
    }

    /** The part of the image inside the box, resized; nothing outside the box is looked at. */
    static Image resize(Image image, Box box, int height, int width, Interpolation interpolation) {
        var rows = Filter.of(box.width(), width, interpolation);
        var columns = Filter.of(box.height(), height, interpolation);
        byte[] narrow = new byte[box.height() * width];
        byte[] result = new byte[image.channels() * height * width];
        int[] sums = new int[width];
        for (int c = 0; c < image.channels(); c++) {
            int corner = (c * image.height() + box.top()) * image.width() + box.left();
            rows.apply(image.pixels(), corner, image.width(), box.height(), narrow);
            for (int y = 0; y < height; y++) {
                columns.combine(narrow, width, y, sums, result, (c * height + y) * width);
            }
        }
        return new Image(image.channels(), height, width, result);
    }

    private static byte clip(int sum) {
        int value = sum >> PRECISION;
        return (byte) (value < 0 ? 0 : Math.min(value, 255));
    }

    /**
     * The weights of one direction.
     *
     * @param taps weights of each output, of which the last may be zero
     * @param starts first input of each output
     * @param weights {@code [output, tap]}, fixed point
     */
    private record Filter(int taps, int[] starts, int[] counts, int[] weights) {

        static Filter of(int inputs, int outputs, Interpolation interpolation) {
            double scale = inputs / (double) outputs;
            double stretch = Math.max(scale, 1);
            double support = interpolation.support * stretch;
            int taps = (int) Math.ceil(support) * 2 + 1;
            int[] starts = new int[outputs];
            int[] counts = new int[outputs];
            int[] weights = new int[outputs * taps];
            double[] exact = new double[taps];
            for (int i = 0; i < outputs; i++) {
                double center = (i + 0.5) * scale;
                int start = Math.max(0, (int) (center - support + 0.5));
                int count = Math.min(inputs, (int) (center + support + 0.5)) - start;
                double sum = 0;
                for (int k = 0; k < count; k++) {
                    exact[k] = interpolation.weight((k + start - center + 0.5) * (1 / stretch));
                    sum += exact[k];
                }
                for (int k = 0; k < count; k++) {
                    double weight = exact[k] / sum * (1 << PRECISION);
                    weights[i * taps + k] = (int) (weight < 0 ? weight - 0.5 : weight + 0.5);
                }
                starts[i] = start;
                counts[i] = count;
            }
            return new Filter(taps, starts, counts, weights);
        }

        /**
         * Filters rows, four at a time so that four sums grow side by side.
         *
         * @param from corner of the box in the source, whose rows are {@code stride} long
         */
        void apply(byte[] source, int from, int stride, int rows, byte[] target) {
            int outputs = starts.length;
            int y = 0;
            for (; y + 4 <= rows; y += 4) {
                for (int x = 0; x < outputs; x++) {
                    int sum0 = HALF;
                    int sum1 = HALF;
                    int sum2 = HALF;
                    int sum3 = HALF;
                    int first = from + y * stride + starts[x];
                    for (int k = 0; k < counts[x]; k++) {
                        int weight = weights[x * taps + k];
                        sum0 += (source[first + k] & 0xff) * weight;
                        sum1 += (source[first + k + stride] & 0xff) * weight;
                        sum2 += (source[first + k + 2 * stride] & 0xff) * weight;
                        sum3 += (source[first + k + 3 * stride] & 0xff) * weight;
                    }
                    int to = y * outputs + x;
                    target[to] = clip(sum0);
                    target[to + outputs] = clip(sum1);
                    target[to + 2 * outputs] = clip(sum2);
                    target[to + 3 * outputs] = clip(sum3);
                }
            }
            for (; y < rows; y++) {
                for (int x = 0; x < outputs; x++) {
                    int sum = HALF;
                    int first = from + y * stride + starts[x];
                    for (int k = 0; k < counts[x]; k++) {
                        sum += (source[first + k] & 0xff) * weights[x * taps + k];
                    }
                    target[y * outputs + x] = clip(sum);
                }
            }
        }

        /** Adds up weighted rows; the inner loop runs along the row, which the JIT vectorizes. */
        void combine(byte[] source, int width, int y, int[] sums, byte[] target, int to) {
            Arrays.fill(sums, HALF);
            for (int k = 0; k < counts[y]; k++) {
                int weight = weights[y * taps + k];
                int row = (starts[y] + k) * width;
                for (int x = 0; x < width; x++) {
                    sums[x] += (source[row + x] & 0xff) * weight;
                }
            }
            for (int x = 0; x < width; x++) {
                target[to + x] = clip(sums[x]);
            }
        }
    }
}
