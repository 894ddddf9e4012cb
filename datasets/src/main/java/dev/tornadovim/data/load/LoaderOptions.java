package dev.tornadovim.data.load;

/**
 * How a {@link DataLoader} works; none of it but batch size and seed changes what it delivers.
 *
 * @param batchSize samples per batch
 * @param threads that decode and augment
 * @param prefetch batches prepared ahead of the one in use
 * @param seed of the order and of all augmentation
 * @param skipLimit unreadable samples tolerated
 */
public record LoaderOptions(int batchSize, int threads, int prefetch, long seed, int skipLimit) {

    /** Two batches ahead, a hundred unreadable samples. */
    public LoaderOptions(int batchSize, int threads, long seed) {
        this(batchSize, threads, 2, seed, 100);
    }

    /** Checks the ranges. */
    public LoaderOptions {
        if (batchSize < 1 || threads < 1 || prefetch < 1 || skipLimit < 0) {
            throw new IllegalArgumentException(
                    "batch size %d, threads %d and prefetch %d must be at least 1, skip limit %d at least 0"
                            .formatted(batchSize, threads, prefetch, skipLimit));
        }
    }
}
