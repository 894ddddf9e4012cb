package dev.tornadovim.data.dense;

import dev.tornadovim.data.LabelMap;
import dev.tornadovim.data.augment.HorizontalFlip;
import dev.tornadovim.data.augment.SampleRandom;

/**
 * Mirrors image and labels left and right.
 *
 * @param probability of doing it
 */
public record RandomMirror(double probability) implements SegmentationTransform {

    @Override
    public SegmentationSample apply(SegmentationSample sample, SampleRandom random) {
        if (!random.chance(probability)) {
            return sample;
        }
        int width = sample.width();
        byte[] labels = sample.labels().classes();
        byte[] mirrored = new byte[labels.length];
        for (int row = 0; row < labels.length; row += width) {
            for (int x = 0; x < width; x++) {
                mirrored[row + x] = labels[row + width - 1 - x];
            }
        }
        return new SegmentationSample(
                HorizontalFlip.flip(sample.image()),
                new LabelMap(sample.height(), width, mirrored));
    }
}
