package dev.tornadovim.data.coco;

import dev.tornadovim.data.augment.SampleRandom;

/** Decides where an image lies in what the network sees. */
@FunctionalInterface
public interface PlacementRule {

    /**
     * The place of one image.
     *
     * @param height of the image, in pixels
     * @param width of the image, in pixels
     * @param random the only source of randomness
     */
    Placement place(int height, int width, SampleRandom random);

    /**
     * What evaluation does: the shorter side becomes {@code shortest}, unless the longer would exceed
     * {@code longest}. With both equal, the longer side is what counts.
     */
    static PlacementRule shortestSide(int shortest, int longest) {
        return (height, width, random) -> Placement.shortestSide(height, width, shortest, longest);
    }
}
