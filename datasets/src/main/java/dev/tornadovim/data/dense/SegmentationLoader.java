package dev.tornadovim.data.dense;

import dev.tornadovim.data.augment.SampleRandom;
import dev.tornadovim.data.load.BatchFormat;
import dev.tornadovim.data.load.LoaderOptions;
import dev.tornadovim.data.load.SampleLoader;
import dev.tornadovim.data.load.SampleOrder;
import dev.tornadovim.data.load.SampleReader;

/**
 * Batches of augmented images and labels to learn from, read and prepared as {@link SampleLoader}
 * says. All are full: the rest of an epoch is dropped.
 *
 * <p>To measure, take each sample of a {@link SegmentationDataset} at its own size instead.
 */
public final class SegmentationLoader extends SampleLoader<SegmentationBatch> {

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
        super(
                data.info(),
                data::get,
                reader -> new Format(reader, preprocessing, options.batchSize()),
                order,
                true,
                options);
    }

    /** Batches to learn from. */
    public static SegmentationLoader training(
            SegmentationDataset data,
            SegmentationPreprocessing preprocessing,
            SampleOrder order,
            LoaderOptions options) {
        return new SegmentationLoader(data, preprocessing, order, options);
    }
}
