package dev.tornadovim.data.coco;

import java.util.Optional;

/**
 * An object that a detector found.
 *
 * @param box x, y, width, height, in pixels of the image as the annotations list it
 * @param score larger is surer
 */
public record CocoResult(
        long imageId, long categoryId, double[] box, double score, Optional<Rle> mask) {}
