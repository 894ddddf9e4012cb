package dev.tornadovim.data.dense;

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

    /** A transformation of colours, which leaves every pixel, and so the labels, in place. */
    static SegmentationTransform ofColours(ImageTransform colours) {
        return (sample, random) ->
                new SegmentationSample(colours.apply(sample.image(), random), sample.labels());
    }
}
