package dev.tornadovim.data.load;

import dev.tornadovim.data.DatasetInfo;

import java.util.Iterator;

/**
 * The batches of a data set, epoch after epoch.
 *
 * <p>What a batch holds depends on the data, the seed, the epoch and the number of the batch only, so
 * a run resumes in the middle of an epoch with the batches that it would have seen.
 *
 * @param <B> a batch, valid until the next one is taken
 */
public interface Batches<B> extends AutoCloseable {

    /** Number of batches of an epoch. */
    int batches();

    /** Samples a batch has room for. */
    int batchSize();

    /**
     * Starts an epoch; an unfinished one is abandoned.
     *
     * @param first number of the first batch wanted: 0, or where an interrupted run stopped
     * @return the batches from there to the end of the epoch
     */
    Iterator<B> epoch(int epoch, int first);

    /** The data behind the batches. */
    DatasetInfo info();

    /** Frees what the batches need. */
    @Override
    void close();
}
