package dev.tornadovim.kernels.op.roi;

/**
 * Where a region samples a map, along one axis: {@code out} cells of equal length between the
 * edges, each with the same number of evenly spaced samples. Pixel i has its center at i, so an
 * edge at image position p lies at {@code p scale - 1/2}. Kernels call these functions; they are
 * inlined.
 */
final class RoiSampling {

    /** Floats of a region: level, batch, x1, y1, x2, y2. */
    static final int REGION = 6;

    private RoiSampling() {}

    /** Position of an edge on the map. */
    static float edge(float position, float scale) {
        return position * scale - 0.5f;
    }

    /** Position of sample {@code s} in cell {@code cell}; cells are {@code bin} long. */
    static float position(float start, float bin, int cell, int s, int samples) {
        return start + cell * bin + (s + 0.5f) * bin / samples;
    }

    /** Whether a position counts: up to a pixel outside, where the border's value is taken. */
    static boolean counts(float position, int size) {
        return position >= -1f && position <= size;
    }

    /** The lower neighbour of a position that counts. */
    static int low(float position, int size) {
        int pixel = position > 0f ? (int) position : 0;
        return pixel < size - 1 ? pixel : size - 1;
    }

    /** The weight of the upper neighbour; 0 where there is none. */
    static float fraction(float position, int low, int size) {
        return position > 0f && low < size - 1 ? position - low : 0f;
    }

    /** The weight of pixel {@code pixel} in a sample at a position. */
    static float weight(float position, int size, int pixel) {
        float weight = 0f;
        if (counts(position, size)) {
            int low = low(position, size);
            float fraction = fraction(position, low, size);
            if (pixel == low) {
                weight = 1f - fraction;
            }
            if (pixel == low + 1) {
                weight = fraction;
            }
        }
        return weight;
    }
}
