package dev.tornadovim.data.load;

import dev.tornadovim.data.augment.SampleRandom;
import dev.tornadovim.data.augment.SampleRandom.Purpose;

import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;

/**
 * One batch in preparation, in chunks of a few samples that run on any worker.
 *
 * @param <S> a sample
 * @param <B> the buffers of one batch
 */
final class BatchTask<S, B extends Batch> {
    private static final int CHUNKS_PER_THREAD = 4;

    private final DataLoader<S, B> loader;
    private final int epoch;
    private final int index;
    private final int[] samples;
    private final int begin;
    private final B batch;
    private final boolean[] written;
    private final CompletableFuture<B> result;
    private volatile boolean abandoned;

    /**
     * Starts to fill a batch.
     *
     * @param samples the epoch's order
     * @param index number of the batch in the epoch
     * @param batch the buffers to fill
     */
    BatchTask(DataLoader<S, B> loader, int epoch, int[] samples, int index, B batch) {
        this.loader = loader;
        this.epoch = epoch;
        this.index = index;
        this.samples = samples;
        this.batch = batch;
        var options = loader.options();
        this.begin = index * options.batchSize();
        this.written = new boolean[Math.min(options.batchSize(), samples.length - begin)];
        int chunk = Math.ceilDiv(written.length, options.threads() * CHUNKS_PER_THREAD);
        var chunks = new ArrayList<CompletableFuture<Void>>();
        for (int start = 0; start < written.length; start += chunk) {
            int from = start;
            int to = Math.min(written.length, from + chunk);
            chunks.add(CompletableFuture.runAsync(() -> write(from, to), loader.workers()));
        }
        this.result =
                CompletableFuture.allOf(chunks.toArray(CompletableFuture<?>[]::new))
                        .thenApply(done -> finished());
    }

    private void write(int from, int to) {
        try {
            for (int place = from; place < to && !abandoned; place++) {
                int at = place;
                var random = random(Purpose.SAMPLE, begin + place);
                var sample = loader.reader().get(samples[begin + place]);
                sample.ifPresent(s -> loader.format().write(s, batch, at, random));
                written[place] = sample.isPresent();
            }
        } catch (Throwable e) {
            abandoned = true;
            throw e;
        }
    }

    private B finished() {
        if (!abandoned) {
            batch.close(written, epoch, index);
            loader.format().finish(batch, random(Purpose.BATCH, index));
        }
        return batch;
    }

    private SampleRandom random(Purpose purpose, int position) {
        return SampleRandom.of(loader.options().seed(), purpose, epoch, position);
    }

    /** Its number in the epoch. */
    int index() {
        return index;
    }

    /** Completes when no worker touches the batch anymore: it is ready, or something went wrong. */
    CompletableFuture<B> result() {
        return result;
    }

    /** Makes what has not begun do nothing. */
    void stop() {
        abandoned = true;
    }

    /** Waits until no worker touches the buffers anymore, and returns them. */
    B buffers() {
        return result.exceptionally(failure -> batch).join();
    }
}
