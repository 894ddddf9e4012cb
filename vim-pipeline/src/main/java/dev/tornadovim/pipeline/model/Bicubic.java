package dev.tornadovim.pipeline.model;

/**
 * Bicubic resampling of a grid of vectors as PyTorch does it: {@code interpolate(mode="bicubic",
 * align_corners=False)} without antialiasing. Keys' kernel with a = −0.75, pixel centres at halves,
 * borders repeated.
 */
final class Bicubic {

    private static final double A = -0.75;
    private static final int TAPS = 4;

    private Bicubic() {}

    /**
     * Resamples.
     *
     * @param grid [height, width, channels]
     * @return [newHeight, newWidth, channels]
     */
    static float[] resample(
            float[] grid, int height, int width, int channels, int newHeight, int newWidth) {
        float[] result = new float[newHeight * newWidth * channels];
        Taps[] rows = taps(height, newHeight);
        Taps[] columns = taps(width, newWidth);
        for (int y = 0; y < newHeight; y++) {
            for (int x = 0; x < newWidth; x++) {
                for (int c = 0; c < channels; c++) {
                    double sum = 0;
                    for (int i = 0; i < TAPS; i++) {
                        double line = 0;
                        int row = rows[y].index[i] * width;
                        for (int j = 0; j < TAPS; j++) {
                            int column = columns[x].index[j];
                            line += columns[x].weight[j] * grid[(row + column) * channels + c];
                        }
                        sum += rows[y].weight[i] * line;
                    }
                    result[(y * newWidth + x) * channels + c] = (float) sum;
                }
            }
        }
        return result;
    }

    /** The four samples that make one new sample, and their weights. */
    private record Taps(int[] index, double[] weight) {}

    private static Taps[] taps(int from, int to) {
        Taps[] taps = new Taps[to];
        for (int i = 0; i < to; i++) {
            double position = (i + 0.5) * from / to - 0.5;
            int first = (int) Math.floor(position) - 1;
            int[] index = new int[TAPS];
            double[] weight = new double[TAPS];
            for (int k = 0; k < TAPS; k++) {
                index[k] = Math.clamp(first + k, 0, from - 1);
                weight[k] = kernel(Math.abs(position - (first + k)));
            }
            taps[i] = new Taps(index, weight);
        }
        return taps;
    }

    /** Keys, "Cubic convolution interpolation for digital image processing", 1981. */
    private static double kernel(double distance) {
        double d = distance;
        if (d <= 1) {
            return ((A + 2) * d - (A + 3)) * d * d + 1;
        }
        return d < 2 ? ((d - 5) * d + 8) * d * A - 4 * A : 0;
    }
}
