package dev.tornadovim.data.dense;

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
        return random.chance(probability) ? sample.moved(HorizontalFlip::flip) : sample;
    }
}
