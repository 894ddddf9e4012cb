package dev.tornadovim.pipeline.inference;

import java.util.Arrays;
import java.util.Objects;

/**
 * Features of the patches of an image.
 *
 * @param height rows of the grid of patches
 * @param width columns of the grid of patches
 * @param channels features of a patch
 * @param values [height, width, channels]
 */
public record FeatureMap(int height, int width, int channels, float[] values) {

    /**
     * The features of one patch.
     *
     * @throws IndexOutOfBoundsException if there is no such patch
     */
    public float[] at(int row, int column) {
        int patch = Objects.checkIndex(row, height) * width;
        int from = (patch + Objects.checkIndex(column, width)) * channels;
        return Arrays.copyOfRange(values, from, from + channels);
    }

    /** The mean over all patches: one vector for the image. */
    public float[] mean() {
        double[] sums = new double[channels];
        for (int i = 0; i < values.length; i++) {
            sums[i % channels] += values[i];
        }
        float[] mean = new float[channels];
        for (int c = 0; c < channels; c++) {
            mean[c] = (float) (sums[c] / (height * width));
        }
        return mean;
    }
}
