package dev.tornadovim.data.load;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.DatasetInfo;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Prepares the batches of an epoch ahead of their use, for any kind of data. A loader of one kind
 * implements {@link BatchFormat} and hands it over:
 *
 * <pre>{@code
 * var reader = new SampleReader<>(info.source(), data.size(), data::get, true, skipped);
 * Batches<MyBatch> batches =
 *         PrefetchLoader.training(info, new MyFormat(reader, …), new SampleOrder.Shuffled(), options);
 * }</pre>
 *
 * <p>What a batch holds depends on the data, the seed, the epoch and the number of the batch only:
 * not on the number of threads, nor on where iteration began, so a run resumes in the middle of an
 * epoch with the batches that it would have seen. Buffers are allocated once, for the first epoch:
 * {@code prefetch + 1} batches.
 *
 * <p>A failure of a worker surfaces in {@code next()}: a {@link DataException} as it is, anything else
 * with the number of its batch.
 *
 * <p>One thread consumes; {@link #close} ends the workers.
 *
 * @param <B> the buffers of one batch
 */
public final class PrefetchLoader<B> implements Batches<B> {
    private final DatasetInfo info;
    private final BatchFormat<B> format;
    private final SampleOrder order;
    private final boolean full;
    private final LoaderOptions options;
    private final ExecutorService workers;
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final ArrayDeque<B> free = new ArrayDeque<>();
    private Epoch<B> current;

    private PrefetchLoader(
            DatasetInfo info,
            BatchFormat<B> format,
            SampleOrder order,
            boolean full,
            LoaderOptions options) {
        this.info = info;
        this.format = format;
        this.order = order;
        this.full = full;
        this.options = options;
        if (batches() == 0) {
            throw new DataException(
                    info.source(),
                    "%d samples are too few for one batch of %d"
                            .formatted(order.length(info.images()), options.batchSize()));
        }
        var named = Thread.ofPlatform().daemon().name("data-loader-", 0).factory();
        this.workers =
                Executors.newFixedThreadPool(
                        options.threads(),
                        work -> {
                            var thread = named.newThread(work);
                            threads.add(thread);
                            return thread;
                        });
    }

    /**
     * Batches that are all full: the rest of the epoch is dropped.
     *
     * @param info of the data, whose number of images is the number of samples
     * @param options batch size, threads, prefetch and seed
     */
    public static <B> PrefetchLoader<B> training(
            DatasetInfo info, BatchFormat<B> format, SampleOrder order, LoaderOptions options) {
        return new PrefetchLoader<>(info, format, order, true, options);
    }

    /** Batches of every sample once, in order; the last one may be partly filled. */
    public static <B> PrefetchLoader<B> evaluation(
            DatasetInfo info, BatchFormat<B> format, LoaderOptions options) {
        return new PrefetchLoader<>(info, format, new SampleOrder.Sequential(), false, options);
    }

    @Override
    public int batches() {
        int samples = order.length(info.images());
        int batch = options.batchSize();
        return full ? samples / batch : Math.ceilDiv(samples, batch);
    }

    @Override
    public int batchSize() {
        return options.batchSize();
    }

    @Override
    public DatasetInfo info() {
        return info;
    }

    @Override
    public Iterator<B> epoch(int epoch, int first) {
        if (first < 0 || first > batches()) {
            throw new IllegalArgumentException(
                    "batch %d of an epoch of %d batches".formatted(first, batches()));
        }
        if (workers.isShutdown()) {
            throw new IllegalStateException("the loader is closed");
        }
        abandon();
        while (free.size() <= options.prefetch()) {
            free.add(format.allocate());
        }
        int[] samples = order.of(info.images(), options.seed(), epoch);
        current = new Epoch<>(format, workers, options, epoch, samples, batches(), first, free);
        return current;
    }

    /** Ends the workers and waits until they are gone. */
    @Override
    public void close() {
        abandon();
        workers.shutdown();
        try {
            for (var thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void abandon() {
        if (current != null) {
            current.abandon();
            current = null;
        }
    }
}
