package dev.tornadovim.data.dense;

import dev.tornadovim.data.augment.HorizontalFlip;
import dev.tornadovim.data.augment.ImageTransform;
import dev.tornadovim.data.augment.SampleRandom;

/** Makes a sample from another, image and labels alike; safe for several threads. */
@FunctionalInterface
public interface SegmentationTransform {
    /**
     * @param sample left as it is
     * @param random the only source of randomness
     */
    SegmentationSample apply(SegmentationSample sample, SampleRandom random);

    /** A transformation of colors, which leaves every pixel, and so the labels, in place. */
    static SegmentationTransform ofColors(ImageTransform colors) {
        return (sample, random) ->
                new SegmentationSample(colors.apply(sample.image(), random), sample.labels());
    }

    /** Mirrors image and labels left and right with a probability. */
    static SegmentationTransform flip(double probability) {
        return (sample, random) ->
                random.chance(probability) ? sample.moved(HorizontalFlip::flip) : sample;
    }
}
