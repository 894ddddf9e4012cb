package dev.tornadovim.data;

/**
 * A fixed sequence of labelled images.
 *
 * <p>{@link #get} is called by several threads at once and answers the same for the same index
 * every time.
 */
public interface Dataset {

    /** Number of samples. */
    int size();

    /**
     * One sample.
     *
     * @param index from 0 to {@code size() - 1}
     * @throws DataException if this one sample cannot be read; the others may still be good
     */
    Sample get(int index);

    /** What data this is, for a run's provenance. */
    DatasetInfo info();
}
