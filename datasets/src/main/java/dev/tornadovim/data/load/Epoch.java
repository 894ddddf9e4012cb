package dev.tornadovim.data.load;

import dev.tornadovim.data.DataException;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;

/**
 * The batches of one epoch from some batch on, a few of them in preparation.
 *
 * @param <S> a sample
 * @param <B> the buffers of one batch
 */
final class Epoch<S, B extends Batch> implements Iterator<B> {
    private final DataLoader<S, B> loader;
    private final int epoch;
    private final int[] samples;
    private final ArrayDeque<B> free;
    private final ArrayDeque<BatchTask<S, B>> ahead = new ArrayDeque<>();
    private int submitted;
    private B inUse;

    /**
     * @param samples the epoch's order
     * @param first the batch to begin with
     * @param free buffers, one more than are prepared ahead
     */
    Epoch(DataLoader<S, B> loader, int epoch, int[] samples, int first, ArrayDeque<B> free) {
        this.loader = loader;
        this.epoch = epoch;
        this.samples = samples;
        this.submitted = first;
        this.free = free;
        submit();
    }

    private void submit() {
        while (submitted < loader.batches() && ahead.size() < loader.options().prefetch()) {
            ahead.add(new BatchTask<>(loader, epoch, samples, submitted++, free.remove()));
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

    private B await(BatchTask<S, B> task) {
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
        submitted = loader.batches();
        release();
        ahead.forEach(BatchTask::stop);
        ahead.forEach(task -> free.add(task.buffers()));
        ahead.clear();
    }
}
