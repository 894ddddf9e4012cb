package dev.tornadovim.data.load;

/**
 * Images with their targets, in buffers that the loader uses again: a batch is valid until the next
 * one is taken.
 *
 * <p>In evaluation the last batch of a data set may be partly filled; then, and where images were
 * unreadable, only the first {@link #count} samples are real, the others are zero with label −1.
 */
public final class Batch {
    private final float[] images;
    private final float[] targets;
    private final int[] labels;
    private int epoch;
    private int index;
    private int count;

    Batch(int size, int imageSize, int classes) {
        images = new float[Math.multiplyExact(size, imageSize)];
        targets = new float[Math.multiplyExact(size, classes)];
        labels = new int[size];
    }

    void finish(int ofEpoch, int number, int samples) {
        epoch = ofEpoch;
        index = number;
        count = samples;
    }

    /** Normalised pixels, {@code [batch, channels, height, width]}. */
    public float[] images() {
        return images;
    }

    /** Soft targets, {@code [batch, classes]}. */
    public float[] targets() {
        return targets;
    }

    /** Class of each sample, {@code [batch]}; after mixing, of its larger or smaller part. */
    public int[] labels() {
        return labels;
    }

    /** Number of samples that are real. */
    public int count() {
        return count;
    }

    /** The epoch it belongs to. */
    public int epoch() {
        return epoch;
    }

    /** Its number in the epoch, from 0. */
    public int index() {
        return index;
    }
}
