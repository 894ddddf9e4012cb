package dev.tornadovim.data.load;

import dev.tornadovim.data.DatasetInfo;

import java.util.Iterator;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Batches of samples that are read one by one, prepared ahead of their use as {@link PrefetchLoader}
 * says. An unreadable sample is skipped ({@link #skipped}): in training the next readable one takes
 * its place, in evaluation its batch is one shorter.
 *
 * @param <B> the buffers of one batch
 */
public abstract class SampleLoader<B> implements Batches<B> {
    private final SkippedSamples skipped;
    private final PrefetchLoader<B> loader;

    /**
     * A loader of one kind of samples.
     *
     * @param source reads the sample of an index, 0 to {@code info.images() - 1}
     * @param format makes the format of the batches with the reader that they are filled from
     * @param order of the samples in training; in evaluation they come as they stand
     * @param training whether unreadable samples are replaced, and only full batches made
     */
    protected <S> SampleLoader(
            DatasetInfo info,
            IntFunction<S> source,
            Function<SampleReader<S>, BatchFormat<B>> format,
            SampleOrder order,
            boolean training,
            LoaderOptions options) {
        this.skipped = new SkippedSamples(options.skipLimit());
        var reader = new SampleReader<>(info.source(), info.images(), source, training, skipped);
        this.loader =
                training
                        ? PrefetchLoader.training(info, format.apply(reader), order, options)
                        : PrefetchLoader.evaluation(info, format.apply(reader), options);
    }

    /** What could not be read so far. */
    public final SkippedSamples skipped() {
        return skipped;
    }

    @Override
    public final int batches() {
        return loader.batches();
    }

    @Override
    public final int batchSize() {
        return loader.batchSize();
    }

    @Override
    public final DatasetInfo info() {
        return loader.info();
    }

    @Override
    public final Iterator<B> epoch(int epoch, int first) {
        return loader.epoch(epoch, first);
    }

    @Override
    public final void close() {
        loader.close();
    }
}
