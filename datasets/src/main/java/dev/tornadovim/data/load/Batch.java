package dev.tornadovim.data.load;

import java.util.Arrays;

/**
 * Images with their targets, in buffers that the loader uses again: a batch is valid until the next
 * one is taken.
 *
 * <p>In evaluation the last batch of a data set may be partly filled; then, and where images were
 * unreadable, only the first {@link #count} samples are real, the images of the others are zero.
 */
public abstract class Batch {
    private final int size;
    private final float[] images;
    private int epoch;
    private int index;
    private int count;

    /**
     * A full batch.
     *
     * @param size number of samples
     * @param images {@code [batch, channels, height, width]}; not copied
     */
    protected Batch(int size, float[] images) {
        this.size = size;
        this.images = images;
        this.count = size;
    }

    /** Closes the gaps that unreadable samples left, and clears what is behind the last sample. */
    final void close(boolean[] written, int ofEpoch, int number) {
        int length = images.length / size;
        epoch = ofEpoch;
        index = number;
        count = 0;
        for (int place = 0; place < written.length; place++) {
            if (written[place]) {
                if (count < place) {
                    System.arraycopy(images, place * length, images, count * length, length);
                    move(place, count);
                }
                count++;
            }
        }
        Arrays.fill(images, count * length, images.length, 0);
        clear(count);
    }

    /** Moves the targets of a sample to another place. */
    protected abstract void move(int from, int to);

    /** Clears all targets from a place on. */
    protected abstract void clear(int from);

    /** Number of samples it has room for. */
    protected final int size() {
        return size;
    }

    /** Normalized pixels, {@code [batch, channels, height, width]}. */
    public final float[] images() {
        return images;
    }

    /** Number of samples that are real. */
    public final int count() {
        return count;
    }

    /** The epoch it belongs to. */
    public final int epoch() {
        return epoch;
    }

    /** Its number in the epoch, from 0. */
    public final int index() {
        return index;
    }
}
