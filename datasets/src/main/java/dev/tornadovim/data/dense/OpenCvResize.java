package dev.tornadovim.data.dense;

import dev.tornadovim.data.Image;

/**
 * OpenCV's {@code resize} with {@code INTER_LINEAR} for bytes, bit for bit: weights in units of 1/2048,
 * rows filtered first, then columns, with four bits dropped between. It does not antialias, except that
 * halving both sides takes the mean of four pixels.
 */
final class OpenCvResize {

    private static final float ONE = 2048;

    private OpenCvResize() {}

    /**
     * The two neighbors of each new pixel and their weights.
     *
     * @param first the neighbor before it, −1 for the place before the first pixel
     */
    private record Taps(int[] first, int[] firstWeights, int[] secondWeights) {

        /**
         * Neighbors along one axis.
         *
         * @param clamped whether weights outside the image move to its border, as along rows; along
         *     columns only places do, which rounds differently
         */
        static Taps of(int from, int to, boolean clamped) {
            double scale = 1 / ((double) to / from);
            int[] first = new int[to];
            int[] firstWeights = new int[to];
            int[] secondWeights = new int[to];
            for (int i = 0; i < to; i++) {
                float place = (float) ((i + 0.5) * scale - 0.5);
                int floor = (int) Math.floor(place);
                float share = place - floor;
                if (clamped && (floor < 0 || floor >= from - 1)) {
                    floor = floor < 0 ? 0 : from - 1;
                    share = 0;
                }
                first[i] = floor;
                firstWeights[i] = (int) Math.rint((1 - share) * ONE);
                secondWeights[i] = (int) Math.rint(share * ONE);
            }
            return new Taps(first, firstWeights, secondWeights);
        }
    }

    /** The whole image, resized. */
    static Image bilinear(Image image, int height, int width) {
        if (halves(image.height(), height) && halves(image.width(), width)) {
            return halved(image);
        }
        var columns = Taps.of(image.width(), width, true);
        var rows = Taps.of(image.height(), height, false);
        int[] narrow = new int[image.height() * width];
        byte[] result = new byte[image.channels() * height * width];
        for (int c = 0; c < image.channels(); c++) {
            filterRows(image, c, columns, narrow);
            for (int y = 0; y < height; y++) {
                int last = image.height() - 1;
                int upper = Math.clamp(rows.first[y], 0, last) * width;
                int lower = Math.clamp(rows.first[y] + 1, 0, last) * width;
                int to = (c * height + y) * width;
                for (int x = 0; x < width; x++) {
                    int sum =
                            (rows.firstWeights[y] * (narrow[upper + x] >> 4) >> 16)
                                    + (rows.secondWeights[y] * (narrow[lower + x] >> 4) >> 16);
                    result[to + x] = (byte) (sum + 2 >> 2);
                }
            }
        }
        return new Image(image.channels(), height, width, result);
    }

    private static void filterRows(Image image, int channel, Taps taps, int[] narrow) {
        int width = taps.first.length;
        int last = image.width() - 1;
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < width; x++) {
                int left = image.at(channel, y, taps.first[x]);
                int right = image.at(channel, y, Math.min(taps.first[x] + 1, last));
                narrow[y * width + x] = left * taps.firstWeights[x] + right * taps.secondWeights[x];
            }
        }
    }

    private static boolean halves(int from, int to) {
        return from == 2 * to;
    }

    private static Image halved(Image image) {
        int height = image.height() / 2;
        int width = image.width() / 2;
        byte[] result = new byte[image.channels() * height * width];
        int to = 0;
        for (int c = 0; c < image.channels(); c++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int sum =
                            image.at(c, 2 * y, 2 * x)
                                    + image.at(c, 2 * y, 2 * x + 1)
                                    + image.at(c, 2 * y + 1, 2 * x)
                                    + image.at(c, 2 * y + 1, 2 * x + 1);
                    result[to++] = (byte) (sum + 2 >> 2);
                }
            }
        }
        return new Image(image.channels(), height, width, result);
    }
}
