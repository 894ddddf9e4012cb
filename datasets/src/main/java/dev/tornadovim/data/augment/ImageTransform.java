package dev.tornadovim.data.augment;

import dev.tornadovim.data.Image;

/** Makes an 8-bit image from another; safe for several threads. */
@FunctionalInterface
public interface ImageTransform {
    /**
     * @param image left as it is
     * @param random the only source of randomness
     */
    Image apply(Image image, SampleRandom random);
}
