package dev.tornadovim.data.load;

import dev.tornadovim.data.augment.SampleRandom;

/**
 * What batches of one kind of data are made of. A {@link DataLoader} decides which sample comes when
 * and which thread makes it, and derives the random numbers; a format fills the buffers.
 *
 * @param <S> a sample
 * @param <B> the buffers of one batch
 */
public interface BatchFormat<S, B extends Batch> {

    /** Makes the buffers of one batch; called a few times, when the first epoch begins. */
    B allocate(int batchSize);

    /**
     * Augments one sample and writes it. Several threads do this at once for different places of one
     * batch.
     *
     * @param place in the batch, from 0
     * @param random the only source of randomness: its key is the seed, the epoch and the position of
     *     the sample in the epoch
     */
    void write(S sample, B batch, int place, SampleRandom random);

    /**
     * Completes a batch, on one thread, when all its samples are written and its gaps closed.
     *
     * @param random the only source of randomness: its key is the seed, the epoch and the batch
     */
    default void finish(B batch, SampleRandom random) {}
}
