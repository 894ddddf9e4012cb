package dev.tornadovim.data.load;

import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.augment.Mixup;
import dev.tornadovim.data.augment.Preprocessing;

/**
 * Batches of labelled images, read and prepared as {@link SampleLoader} says. Any failure of a worker
 * other than an unreadable sample surfaces in {@code next()}.
 */
public final class BatchLoader extends SampleLoader<Batch> {

    private BatchLoader(
            Dataset data,
            Preprocessing preprocessing,
            Mixup mixup,
            SampleOrder order,
            boolean training,
            LoaderOptions options) {
        super(
                data.info(),
                data::get,
                reader ->
                        new LabelledImageFormat(
                                data.info(), reader, preprocessing, mixup, options.batchSize()),
                order,
                training,
                options);
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
}
