package dev.tornadovim.data.load;

import dev.tornadovim.data.DataException;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;

/**
 * The batches of one epoch from some batch on, a few of them in preparation.
 *
 * @param <B> the buffers of one batch
 */
final class Epoch<B> implements Iterator<B> {
    private final BatchFormat<B> format;
    private final Executor workers;
    private final LoaderOptions options;
    private final int epoch;
    private final int[] samples;
    private final int batches;
    private final ArrayDeque<B> free;
    private final ArrayDeque<BatchTask<B>> ahead = new ArrayDeque<>();
    private int submitted;
    private B inUse;

    /**
     * @param samples the epoch's order
     * @param batches number of batches in the whole epoch
     * @param first the batch to begin with
     * @param free buffers, one more than are prepared ahead
     */
    Epoch(
            BatchFormat<B> format,
            Executor workers,
            LoaderOptions options,
            int epoch,
            int[] samples,
            int batches,
            int first,
            ArrayDeque<B> free) {
        this.format = format;
        this.workers = workers;
        this.options = options;
        this.epoch = epoch;
        this.samples = samples;
        this.batches = batches;
        this.submitted = first;
        this.free = free;
        submit();
    }

    private void submit() {
        while (submitted < batches && ahead.size() < options.prefetch()) {
            var batch = free.remove();
            var task = new BatchTask<>(format, options, batch, epoch, submitted++, samples);
            ahead.add(task);
            task.submit(workers);
        }
    }

    @Override
    public boolean hasNext() {
        return !ahead.isEmpty();
    }

    @Override
    public B next() {
        if (ahead.isEmpty()) {
            throw new NoSuchElementException("the epoch has no more batches");
        }
        release();
        inUse = await(ahead.peek());
        ahead.remove();
        submit();
        return inUse;
    }

    private void release() {
        if (inUse != null) {
            free.add(inUse);
            inUse = null;
        }
    }

    private B await(BatchTask<B> task) {
        try {
            return task.result().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a batch", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DataException unreadable) {
                throw unreadable;
            }
            throw new IllegalStateException(
                    "batch %d of epoch %d failed: %s"
                            .formatted(task.index(), epoch, e.getCause().getMessage()),
                    e.getCause());
        }
    }

    /** Stops, waits until no worker touches a buffer, and gives the buffers back. */
    void abandon() {
        submitted = batches;
        release();
        ahead.forEach(BatchTask::abandon);
        for (var task : ahead) {
            task.quiet().join();
            free.add(task.batch());
        }
        ahead.clear();
    }
}
