package dev.tornadovim.data.load;

import dev.tornadovim.data.augment.SampleRandom;
import dev.tornadovim.data.augment.SampleRandom.Purpose;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One batch in preparation, in pieces of a few samples that run on any worker.
 *
 * @param <B> the buffers of one batch
 */
final class BatchTask<B> {
    private static final int PIECES_PER_THREAD = 4;

    private final BatchFormat<B> format;
    private final long seed;
    private final int epoch;
    private final int index;
    private final B batch;
    private final int[] samples;
    private final int begin;
    private final int length;
    private final int piece;
    private final AtomicInteger open;
    private final CompletableFuture<B> result = new CompletableFuture<>();
    private final CompletableFuture<Void> quiet = new CompletableFuture<>();
    private volatile boolean abandoned;

    /**
     * @param batch the buffers to fill
     * @param epoch and {@code index}: which batch it becomes
     * @param samples the epoch's order
     */
    BatchTask(
            BatchFormat<B> format,
            LoaderOptions options,
            B batch,
            int epoch,
            int index,
            int[] samples) {
        this.format = format;
        this.seed = options.seed();
        this.batch = batch;
        this.epoch = epoch;
        this.index = index;
        this.samples = samples;
        this.begin = index * options.batchSize();
        this.length = Math.min(options.batchSize(), samples.length - begin);
        this.piece = Math.ceilDiv(length, options.threads() * PIECES_PER_THREAD);
        this.open = new AtomicInteger(Math.ceilDiv(length, piece));
    }

    void submit(Executor workers) {
        for (int start = 0; start < length; start += piece) {
            int from = start;
            workers.execute(() -> run(from, Math.min(length, from + piece)));
        }
    }

    private void run(int from, int to) {
        try {
            for (int place = from; place < to && !abandoned; place++) {
                int position = begin + place;
                var random = SampleRandom.of(seed, Purpose.SAMPLE, epoch, position);
                format.prepare(batch, place, samples[position], random);
            }
        } catch (Throwable e) {
            abandoned = true;
            result.completeExceptionally(e);
        }
        if (open.decrementAndGet() == 0) {
            finish();
        }
    }

    private void finish() {
        try {
            if (!abandoned) {
                var random = SampleRandom.of(seed, Purpose.BATCH, epoch, index);
                format.finish(batch, epoch, index, length, random);
            }
            result.complete(batch);
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
        quiet.complete(null);
    }

    /** Makes what has not begun do nothing. */
    void abandon() {
        abandoned = true;
    }

    B batch() {
        return batch;
    }

    /** Its number in the epoch. */
    int index() {
        return index;
    }

    /** Completes when the batch is ready, or fails with what went wrong. */
    CompletableFuture<B> result() {
        return result;
    }

    /** Completes when no worker touches the batch any more. */
    CompletableFuture<Void> quiet() {
        return quiet;
    }
}
