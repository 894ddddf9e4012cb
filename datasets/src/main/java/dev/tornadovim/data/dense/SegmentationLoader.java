package dev.tornadovim.data.dense;

import dev.tornadovim.data.DatasetInfo;
import dev.tornadovim.data.augment.SampleRandom;
import dev.tornadovim.data.load.BatchFormat;
import dev.tornadovim.data.load.Batches;
import dev.tornadovim.data.load.LoaderOptions;
import dev.tornadovim.data.load.PrefetchLoader;
import dev.tornadovim.data.load.SampleOrder;
import dev.tornadovim.data.load.SampleReader;
import dev.tornadovim.data.load.SkippedSamples;

import java.util.Iterator;

/**
 * Batches of augmented images and labels to learn from, prepared ahead of their use as {@link
 * PrefetchLoader} says. All are full: the rest of an epoch is dropped, and the next readable sample
 * takes the place of an unreadable one ({@link #skipped}).
 *
 * <p>To measure, take each sample of a {@link SegmentationDataset} at its own size instead.
 */
public final class SegmentationLoader implements Batches<SegmentationBatch> {
    private final SkippedSamples skipped;
    private final PrefetchLoader<SegmentationBatch> loader;

    private record Format(
            SampleReader<SegmentationSample> reader,
            SegmentationPreprocessing preprocessing,
            int batchSize)
            implements BatchFormat<SegmentationBatch> {

        @Override
        public SegmentationBatch allocate() {
            int plane = preprocessing.height() * preprocessing.width();
            int labels = Math.multiplyExact(batchSize, plane);
            int images = Math.multiplyExact(labels, preprocessing.channels());
            return new SegmentationBatch(new float[images], new float[labels], batchSize);
        }

        @Override
        public void prepare(SegmentationBatch batch, int place, int sample, SampleRandom random) {
            var readable = reader.get(sample).orElseThrow();
            preprocessing.apply(readable, batch.images(), batch.labels(), place, random);
        }
    }

    private SegmentationLoader(
            SegmentationDataset data,
            SegmentationPreprocessing preprocessing,
            SampleOrder order,
            LoaderOptions options) {
        this.skipped = new SkippedSamples(options.skipLimit());
        var info = data.info();
        var reader = new SampleReader<>(info.source(), data.size(), data::get, true, skipped);
        var format = new Format(reader, preprocessing, options.batchSize());
        this.loader = PrefetchLoader.training(info, format, order, options);
    }

    /** Batches to learn from. */
    public static SegmentationLoader training(
            SegmentationDataset data,
            SegmentationPreprocessing preprocessing,
            SampleOrder order,
            LoaderOptions options) {
        return new SegmentationLoader(data, preprocessing, order, options);
    }

    /** What could not be read so far. */
    public SkippedSamples skipped() {
        return skipped;
    }

    @Override
    public int batches() {
        return loader.batches();
    }

    @Override
    public int batchSize() {
        return loader.batchSize();
    }

    @Override
    public DatasetInfo info() {
        return loader.info();
    }

    @Override
    public Iterator<SegmentationBatch> epoch(int epoch, int first) {
        return loader.epoch(epoch, first);
    }

    @Override
    public void close() {
        loader.close();
    }
}
