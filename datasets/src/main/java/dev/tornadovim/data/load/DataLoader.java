package dev.tornadovim.data.load;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.DatasetInfo;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Reads the samples of a data set and prepares batches ahead of their use.
 *
 * <p>What a batch holds depends on the data, the seed, the epoch and the number of the batch only: not
 * on the number of threads, nor on where iteration began, so a run resumes in the middle of an epoch
 * with the batches that it would have seen. Buffers are allocated once, for the first epoch: {@code
 * prefetch + 1} batches.
 *
 * <p>An unreadable sample is skipped ({@link #skipped}): in training the next readable one takes its
 * place, in evaluation its batch is one shorter. {@code next()} throws any other failure of a worker:
 * a {@link DataException} unchanged, others with the number of the batch.
 *
 * <p>One thread consumes; {@link #close} ends the workers.
 *
 * @param <S> a sample
 * @param <B> the buffers of one batch
 */
public final class DataLoader<S, B extends Batch> implements Batches<B> {
    private final SampleReader<S> reader;
    private final BatchFormat<S, B> format;
    private final SampleOrder order;
    private final LoaderOptions options;
    private final ExecutorService workers;
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final ArrayDeque<B> free = new ArrayDeque<>();
    private Epoch<S, B> current;

    private DataLoader(
            SampleReader<S> reader,
            BatchFormat<S, B> format,
            SampleOrder order,
            LoaderOptions options) {
        this.reader = reader;
        this.format = format;
        this.order = order;
        this.options = options;
        if (batches() == 0) {
            throw new DataException(
                    info().source(),
                    "%d samples are too few for one batch of %d"
                            .formatted(order.length(reader.data().size()), options.batchSize()));
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

    /** Batches to learn from, all full: the rest of the epoch is dropped. */
    public static <S, B extends Batch> DataLoader<S, B> training(
            Dataset<S> data, BatchFormat<S, B> format, SampleOrder order, LoaderOptions options) {
        var skipped = new SkippedSamples(options.skipLimit());
        return new DataLoader<>(new SampleReader<>(data, true, skipped), format, order, options);
    }

    /** Batches to measure on: every sample once, in order; the last one may be partly filled. */
    public static <S, B extends Batch> DataLoader<S, B> evaluation(
            Dataset<S> data, BatchFormat<S, B> format, LoaderOptions options) {
        var skipped = new SkippedSamples(options.skipLimit());
        return new DataLoader<>(
                new SampleReader<>(data, false, skipped),
                format,
                new SampleOrder.Sequential(),
                options);
    }

    SampleReader<S> reader() {
        return reader;
    }

    BatchFormat<S, B> format() {
        return format;
    }

    Executor workers() {
        return workers;
    }

    LoaderOptions options() {
        return options;
    }

    /** What could not be read so far. */
    public SkippedSamples skipped() {
        return reader.skipped();
    }

    @Override
    public int batches() {
        int samples = order.length(reader.data().size());
        int batch = options.batchSize();
        return reader.replace() ? samples / batch : Math.ceilDiv(samples, batch);
    }

    @Override
    public int batchSize() {
        return options.batchSize();
    }

    @Override
    public DatasetInfo info() {
        return reader.data().info();
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
            free.add(format.allocate(options.batchSize()));
        }
        int[] samples = order.of(reader.data().size(), options.seed(), epoch);
        current = new Epoch<>(this, epoch, samples, first, free);
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
