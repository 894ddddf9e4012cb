package dev.tornadovim.data.load;

import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.DatasetInfo;
import dev.tornadovim.data.augment.Mixup;
import dev.tornadovim.data.augment.Preprocessing;

import java.util.Iterator;

/**
 * Prepares batches of labelled images ahead of their use, as {@link PrefetchLoader} says.
 *
 * <p>An unreadable sample is skipped ({@link #skipped}). In training the next readable one of the
 * data set takes its place; in evaluation its batch is one shorter. Any other failure of a worker
 * surfaces in {@code next()}.
 */
public final class BatchLoader implements Batches<Batch> {
    private final Dataset data;
    private final SkippedSamples skipped;
    private final PrefetchLoader<Batch> loader;

    private BatchLoader(
            Dataset data,
            Preprocessing preprocessing,
            Mixup mixup,
            SampleOrder order,
            boolean training,
            LoaderOptions options) {
        this.data = data;
        this.skipped = new SkippedSamples(options.skipLimit());
        var info = data.info();
        var reader = new SampleReader<>(info.source(), data.size(), data::get, training, skipped);
        var format =
                new LabelledImageFormat(info, reader, preprocessing, mixup, options.batchSize());
        this.loader =
                training
                        ? PrefetchLoader.training(info, format, order, options)
                        : PrefetchLoader.evaluation(info, format, options);
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

    @Override
    public int batches() {
        return loader.batches();
    }

    @Override
    public int batchSize() {
        return loader.batchSize();
    }

    /** The data behind the batches. */
    public Dataset data() {
        return data;
    }

    @Override
    public DatasetInfo info() {
        return data.info();
    }

    /** What could not be read so far. */
    public SkippedSamples skipped() {
        return skipped;
    }

    @Override
    public Iterator<Batch> epoch(int epoch, int first) {
        return loader.epoch(epoch, first);
    }

    @Override
    public void close() {
        loader.close();
    }
}
