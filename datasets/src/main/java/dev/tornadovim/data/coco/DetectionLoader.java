package dev.tornadovim.data.coco;

import dev.tornadovim.data.augment.SampleRandom;
import dev.tornadovim.data.load.BatchFormat;
import dev.tornadovim.data.load.LoaderOptions;
import dev.tornadovim.data.load.SampleLoader;
import dev.tornadovim.data.load.SampleOrder;
import dev.tornadovim.data.load.SampleReader;

/** Batches of images with objects, read and prepared as {@link SampleLoader} says. */
public final class DetectionLoader extends SampleLoader<DetectionBatch> {

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
        super(
                data.info(),
                data::get,
                reader -> new Format(reader, preprocessing, options.batchSize()),
                order,
                training,
                options);
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
}
