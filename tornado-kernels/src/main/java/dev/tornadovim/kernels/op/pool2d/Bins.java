package dev.tornadovim.kernels.op.pool2d;

/**
 * An axis cut into bins of nearly equal length, as PyTorch's adaptive pooling cuts it: bin {@code i}
 * runs from {@code floor(i length / bins)} to {@code ceil((i + 1) length / bins)}, so neighbours share
 * a position where the length is no multiple.
 *
 * @param length positions along the axis
 * @param bins number of bins; more than positions are allowed
 */
record Bins(int length, int bins) {

    Bins {
        if (bins < 1) {
            throw new IllegalArgumentException("adaptiveAvgPool2d: no output of size " + bins);
        }
        Math.multiplyExact(length + 1, bins + 1);
    }

    /** First position of a bin. */
    int start(int bin) {
        return bin * length / bins;
    }

    /** One past the last position of a bin. */
    int end(int bin) {
        return Math.ceilDiv((bin + 1) * length, bins);
    }

    /** Positions of a bin. */
    int size(int bin) {
        return end(bin) - start(bin);
    }

    /** First bin that holds a position. */
    int first(int position) {
        return position * bins / length;
    }

    /** Last bin that holds a position. */
    int last(int position) {
        return Math.ceilDiv((position + 1) * bins, length) - 1;
    }
}
