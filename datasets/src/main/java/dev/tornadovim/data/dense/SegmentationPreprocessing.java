package dev.tornadovim.data.dense;

import dev.tornadovim.data.augment.Normalize;
import dev.tornadovim.data.augment.SampleRandom;
import dev.tornadovim.data.load.BatchFormat;

import java.util.Arrays;
import java.util.List;

/**
 * What happens to each sample on its way into a batch: transformations, normalization, and padding to
 * the batch's size at the right and at the bottom, with zero (the mean color) in the image and with
 * {@link SegmentationSample#IGNORED} in the labels.
 *
 * @param channels of the result
 * @param height of the result
 * @param width of the result
 */
public record SegmentationPreprocessing(
        int channels,
        int height,
        int width,
        List<SegmentationTransform> transforms,
        Normalize normalize)
        implements BatchFormat<SegmentationSample, SegmentationBatch> {

    /** Copies the list and checks that there are statistics for each channel. */
    public SegmentationPreprocessing {
        transforms = List.copyOf(transforms);
        normalize.requireChannels(channels);
    }

    @Override
    public SegmentationBatch allocate(int batchSize) {
        int labels = Math.multiplyExact(batchSize, height * width);
        int images = Math.multiplyExact(labels, channels);
        return new SegmentationBatch(new float[images], new float[labels], batchSize);
    }

    @Override
    public void write(
            SegmentationSample sample, SegmentationBatch batch, int place, SampleRandom random) {
        apply(sample, batch.images(), batch.labels(), place, random);
    }

    /**
     * Prepares one sample.
     *
     * @param images receives {@code [channels, height, width]} at a place of a batch
     * @param labels receives {@code [height, width]} at that place
     * @param place in the batch, from 0
     * @throws IllegalArgumentException if the transformed sample has other channels or is larger
     */
    public void apply(
            SegmentationSample sample,
            float[] images,
            float[] labels,
            int place,
            SampleRandom random) {
        var result = sample;
        for (var transform : transforms) {
            result = transform.apply(result, random);
        }
        int rows = result.height();
        int columns = result.width();
        if (result.image().channels() != channels || rows > height || columns > width) {
            throw new IllegalArgumentException(
                    "an image of shape [%d, %d, %d], expected at most [%d, %d, %d]"
                            .formatted(
                                    result.image().channels(),
                                    rows,
                                    columns,
                                    channels,
                                    height,
                                    width));
        }
        int plane = height * width;
        normalize.apply(result.image(), images, place * channels * plane, height, width);
        int map = place * plane;
        Arrays.fill(labels, map, map + plane, SegmentationSample.IGNORED);
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++) {
                labels[map + y * width + x] = result.labels().at(y, x);
            }
        }
    }
}
