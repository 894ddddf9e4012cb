package dev.tornadovim.data.load;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.augment.Mixup;
import dev.tornadovim.data.augment.Preprocessing;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Prepares the batches of an epoch ahead of their use.
 *
 * <p>What a batch holds depends on the data, the seed, the epoch and the number of the batch only:
 * not on the number of threads, nor on where iteration began, so a run resumes in the middle of an
 * epoch with the batches that it would have seen. Buffers are allocated once: {@code prefetch + 1}
 * batches.
 *
 * <p>An unreadable sample is skipped ({@link #skipped}). In training the next readable one of the
 * data set takes its place; in evaluation its batch is one shorter. Any other failure of a worker
 * surfaces in {@code next()}.
 *
 * <p>One thread consumes; {@link #close} ends the workers.
 */
public final class BatchLoader implements AutoCloseable {
    private final Dataset data;
    private final SampleOrder order;
    private final boolean training;
    private final LoaderOptions options;
    private final BatchAssembler assembler;
    private final ExecutorService workers;
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final ArrayDeque<Batch> free = new ArrayDeque<>();
    private Epoch current;

    private BatchLoader(
            Dataset data,
            Preprocessing preprocessing,
            Mixup mixup,
            SampleOrder order,
            boolean training,
            LoaderOptions options) {
        this.data = data;
        this.order = order;
        this.training = training;
        this.options = options;
        this.assembler =
                new BatchAssembler(
                        data,
                        preprocessing,
                        mixup,
                        options.seed(),
                        training,
                        new SkippedSamples(options.skipLimit()));
        if (batches() == 0) {
            throw new DataException(
                    data.info().source(),
                    "%d samples are too few for one batch of %d"
                            .formatted(order.length(data.size()), options.batchSize()));
        }
        for (int i = 0; i <= options.prefetch(); i++) {
            free.add(new Batch(options.batchSize(), preprocessing.size(), data.info().classes()));
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

    /** Batches to learn from: augmented, mixed, and all full (the rest of the epoch is dropped). */
    public static BatchLoader training(
            Dataset data,
            Preprocessing preprocessing,
            Mixup mixup,
            SampleOrder order,
            LoaderOptions options) {
        return new BatchLoader(data, preprocessing, mixup, order, true, options);
    }

    /** Batches to measure on: every sample once, in order, with one-hot targets. */
    public static BatchLoader evaluation(
            Dataset data, Preprocessing preprocessing, LoaderOptions options) {
        return new BatchLoader(
                data, preprocessing, Mixup.none(0), new SampleOrder.Sequential(), false, options);
    }

    /** Number of batches of an epoch. */
    public int batches() {
        int samples = order.length(data.size());
        int batch = options.batchSize();
        return training ? samples / batch : Math.ceilDiv(samples, batch);
    }

    /** Samples a batch has room for. */
    public int batchSize() {
        return options.batchSize();
    }

    /** The data behind the batches. */
    public Dataset data() {
        return data;
    }

    /** What could not be read so far. */
    public SkippedSamples skipped() {
        return assembler.skipped();
    }

    /**
     * Starts an epoch; an unfinished one is abandoned.
     *
     * @param first number of the first batch wanted: 0, or where an interrupted run stopped
     * @return the batches from there to the end of the epoch, each valid until the next is taken
     */
    public Iterator<Batch> epoch(int epoch, int first) {
        if (first < 0 || first > batches()) {
            throw new IllegalArgumentException(
                    "batch %d of an epoch of %d batches".formatted(first, batches()));
        }
        if (workers.isShutdown()) {
            throw new IllegalStateException("the loader is closed");
        }
        abandon();
        int[] samples = order.of(data.size(), options.seed(), epoch);
        current = new Epoch(assembler, workers, options, epoch, samples, batches(), first, free);
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
