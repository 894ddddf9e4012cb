package dev.tornadovim.data.scenes;

import dev.tornadovim.data.Image;
import dev.tornadovim.data.LabelMap;

import java.util.List;

/**
 * A picture of garments with everything that is known about it.
 *
 * @param image in color
 * @param labels class of each pixel as ADE20K stores it: 0 not labeled, 1 background, from 2 on the
 *     garments' classes. Not labeled are the outermost pixels of garments, whose colors mix with
 *     what lies below, and garments of which hardly anything is seen
 * @param owners which garment is seen at each pixel: 0 none, k the k-th of the list
 * @param garments the objects of the scene, the lowest first: later ones cover earlier ones
 */
public record Scene(Image image, LabelMap labels, LabelMap owners, List<Garment> garments) {
    /** The stored label of pixels without a class. */
    public static final int UNLABELED = 0;

    /** The stored label of the background. */
    public static final int BACKGROUND = 1;

    /** The stored label of the first class of garments. */
    public static final int FIRST_GARMENT = 2;

    /** Copies the list. */
    public Scene {
        garments = List.copyOf(garments);
    }

    /**
     * The visible pixels of a garment.
     *
     * @param garment its index in the list
     * @return {@code [height, width]}: 1 where it is seen, 0 elsewhere
     */
    public byte[] mask(int garment) {
        byte[] mask = new byte[owners.classes().length];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = (byte) ((owners.classes()[i] & 0xff) == garment + 1 ? 1 : 0);
        }
        return mask;
    }
}
