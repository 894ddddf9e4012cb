package dev.tornadovim.data.load;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** One batch in preparation, in pieces of a few samples that run on any worker. */
final class BatchTask {
    private static final int PIECES_PER_THREAD = 4;

    private final BatchAssembler assembler;
    private final Batch batch;
    private final int[] samples;
    private final int begin;
    private final int length;
    private final int piece;
    private final AtomicInteger open;
    private final CompletableFuture<Batch> result = new CompletableFuture<>();
    private final CompletableFuture<Void> quiet = new CompletableFuture<>();
    private volatile boolean abandoned;

    /**
     * @param samples the epoch's order
     * @param begin position in it of the first sample of this batch
     * @param length number of samples in this batch
     */
    BatchTask(
            BatchAssembler assembler,
            Batch batch,
            int[] samples,
            int begin,
            int length,
            int threads) {
        this.assembler = assembler;
        this.batch = batch;
        this.samples = samples;
        this.begin = begin;
        this.length = length;
        this.piece = Math.ceilDiv(length, threads * PIECES_PER_THREAD);
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
                assembler.prepare(batch, place, samples[begin + place], begin + place);
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
                assembler.finish(batch, length);
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

    Batch batch() {
        return batch;
    }

    /** Completes when the batch is ready, or fails with what went wrong. */
    CompletableFuture<Batch> result() {
        return result;
    }

    /** Completes when no worker touches the batch any more. */
    CompletableFuture<Void> quiet() {
        return quiet;
    }
}
