package dev.tornadovim.data.dense;

/**
 * Images and their labels, in buffers that the loader uses again: a batch is valid until the next one
 * is taken.
 *
 * @param images normalised pixels, {@code [batch, channels, height, width]}
 * @param labels class indices, {@code [batch, height, width]}; {@link SegmentationSample#IGNORED}
 *     where there is none
 * @param count number of samples, all real
 */
public record SegmentationBatch(float[] images, float[] labels, int count) {}
