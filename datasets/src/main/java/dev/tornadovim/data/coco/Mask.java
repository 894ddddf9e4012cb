package dev.tornadovim.data.coco;

import java.util.List;

/**
 * The pixels of one object in an image of known size, in a form that moves with its image.
 *
 * <p>Coordinates are continuous: pixel {@code (row, column)} covers {@code [column, column + 1) ×
 * [row, row + 1)}. Polygons stay polygons until pixels are wanted; nothing is changed in place.
 */
public sealed interface Mask permits PolygonMask, RleMask, BitMask {

    /** Height of the image, in pixels. */
    int height();

    /** Width of the image, in pixels. */
    int width();

    /** The mask in the image as it is placed elsewhere: mirrored, resized, cropped, padded. */
    Mask placed(Placement placement);

    /**
     * The smallest box around what lies inside the image: left, top, right, bottom. Zeros where
     * nothing does.
     */
    double[] box();

    /**
     * The part of the mask in a box, in a square of {@code size × size} cells, row after row, 0 or 1:
     * what a mask head learns for a region.
     *
     * @param box left, top, right, bottom
     */
    float[] grid(double[] box, int size);

    /** The mask in runs. */
    Rle rle();

    /** True if it has no pixels at all: an object of which only the box is known. */
    boolean isEmpty();

    /** A mask without pixels. */
    static Mask none(int height, int width) {
        return new PolygonMask(height, width, List.of());
    }
}
