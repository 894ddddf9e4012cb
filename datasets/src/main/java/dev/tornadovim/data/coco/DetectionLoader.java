package dev.tornadovim.data.coco;

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
 * Batches of images with objects, prepared ahead of their use as {@link PrefetchLoader} says.
 *
 * <p>An unreadable sample is skipped ({@link #skipped}). In training the next readable one takes its
 * place; in evaluation its batch is one shorter.
 */
public final class DetectionLoader implements Batches<DetectionBatch> {
    private final SkippedSamples skipped;
    private final PrefetchLoader<DetectionBatch> loader;

    private record Format(
            SampleReader<DetectionSample> reader,
            DetectionPreprocessing preprocessing,
            int batchSize)
            implements BatchFormat<DetectionBatch> {

        private int imageSize() {
            return preprocessing.channels() * preprocessing.size() * preprocessing.size();
        }

        @Override
        public DetectionBatch allocate() {
            return new DetectionBatch(batchSize, imageSize());
        }

        @Override
        public void prepare(DetectionBatch batch, int place, int sample, SampleRandom random) {
            var readable = reader.get(sample);
            if (readable.isEmpty()) {
                batch.clear(place);
                return;
            }
            var read = readable.get();
            var placement = preprocessing.place(read.image(), random);
            preprocessing.write(
                    read.image(), placement, random, batch.images(), place * imageSize());
            batch.set(
                    place,
                    read.imageId(),
                    placement,
                    DetectionPreprocessing.instances(read.instances(), placement));
        }

        @Override
        public void finish(
                DetectionBatch batch, int epoch, int index, int samples, SampleRandom random) {
            batch.finish(samples);
        }
    }

    private DetectionLoader(
            DetectionDataset data,
            DetectionPreprocessing preprocessing,
            SampleOrder order,
            boolean training,
            LoaderOptions options) {
        this.skipped = new SkippedSamples(options.skipLimit());
        var info = data.info();
        var reader = new SampleReader<>(info.source(), data.size(), data::get, training, skipped);
        var format = new Format(reader, preprocessing, options.batchSize());
        this.loader =
                training
                        ? PrefetchLoader.training(info, format, order, options)
                        : PrefetchLoader.evaluation(info, format, options);
    }

    /** Batches to learn from, all full: the rest of the epoch is dropped. */
    public static DetectionLoader training(
            DetectionDataset data,
            DetectionPreprocessing preprocessing,
            SampleOrder order,
            LoaderOptions options) {
        return new DetectionLoader(data, preprocessing, order, true, options);
    }

    /** Batches to measure on: every sample once, in order; the last may be partly filled. */
    public static DetectionLoader evaluation(
            DetectionDataset data, DetectionPreprocessing preprocessing, LoaderOptions options) {
        return new DetectionLoader(
                data, preprocessing, new SampleOrder.Sequential(), false, options);
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
    public Iterator<DetectionBatch> epoch(int epoch, int first) {
        return loader.epoch(epoch, first);
    }

    @Override
    public void close() {
        loader.close();
    }
}
