package dev.tornadovim.data.load;

import dev.tornadovim.data.augment.SampleRandom;

/**
 * What batches of one kind of data are made of. A {@link PrefetchLoader} decides which sample comes
 * when and which thread makes it, and derives the random numbers; a format fills the buffers.
 *
 * @param <B> the buffers of one batch
 */
public interface BatchFormat<B> {

    /** Makes the buffers of one batch; called a few times, when the loader is made. */
    B allocate();

    /**
     * Reads, augments and writes one sample. Several threads do this at once for different places of
     * one batch.
     *
     * @param place in the batch, from 0
     * @param sample index in the data set
     * @param random the only source of randomness: its key is the seed, the epoch and the position
     *     of the sample in the epoch
     */
    void prepare(B batch, int place, int sample, SampleRandom random);

    /**
     * Completes a batch, on one thread, when all its samples are prepared.
     *
     * @param index number of the batch in the epoch, from 0
     * @param samples number of places that were prepared; fewer than the batch has room for only at
     *     the end of an epoch that keeps its rest
     * @param random the only source of randomness: its key is the seed, the epoch and the batch
     */
    default void finish(B batch, int epoch, int index, int samples, SampleRandom random) {}
}
