package dev.tornadovim.data.load;

import dev.tornadovim.data.augment.SampleRandom;

import java.util.stream.IntStream;

/** Which samples an epoch visits, and in which order. */
public sealed interface SampleOrder {

    /**
     * Indices of the samples of one epoch.
     *
     * @param size of the data set
     * @param seed of the run
     */
    int[] of(int size, long seed, int epoch);

    /** Number of samples in an epoch. */
    default int length(int size) {
        return size;
    }

    /** Every sample once, in the order of the data set. */
    record Sequential() implements SampleOrder {
        @Override
        public int[] of(int size, long seed, int epoch) {
            return IntStream.range(0, size).toArray();
        }
    }

    /** Every sample once, in an order drawn for each epoch. */
    record Shuffled() implements SampleOrder {
        @Override
        public int[] of(int size, long seed, int epoch) {
            return SampleRandom.of(seed, SampleRandom.Purpose.ORDER, epoch, 0).permutation(size);
        }
    }

    /**
     * Repeated augmentation (Hoffer et al., arXiv:1901.09335), as DeiT's {@code RASampler}: each
     * drawn sample comes several times in a row, augmented differently, and the epoch keeps its
     * length, rounded down to a multiple of 256 where there are that many samples, so that it visits
     * one {@code repeats}-th of the data set. DeiT deals the same sequence to its processes in turn;
     * their batches together hold the same samples as one large batch here.
     *
     * @param repeats how often each sample comes, at least 1
     */
    record Repeated(int repeats) implements SampleOrder {
        private static final int ROUNDING = 256;

        /** Checks the number of repeats. */
        public Repeated {
            if (repeats < 1) {
                throw new IllegalArgumentException("repeats must be at least 1, not " + repeats);
            }
        }

        @Override
        public int[] of(int size, long seed, int epoch) {
            int[] permutation = new Shuffled().of(size, seed, epoch);
            return IntStream.range(0, length(size)).map(i -> permutation[i / repeats]).toArray();
        }

        @Override
        public int length(int size) {
            return size < ROUNDING ? size : size / ROUNDING * ROUNDING;
        }
    }
}
