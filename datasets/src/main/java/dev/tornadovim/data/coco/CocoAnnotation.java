package dev.tornadovim.data.coco;

/**
 * An object as a COCO file lists it.
 *
 * @param box x, y, width, height, in pixels
 * @param area in pixels; decides whether the object counts as small, medium or large
 * @param crowd whether it is a group of objects
 * @param mask empty where the file has none
 */
public record CocoAnnotation(
        long id,
        long imageId,
        long categoryId,
        double[] box,
        double area,
        boolean crowd,
        Mask mask) {

    /** True if the file gives a mask, be it one without pixels. */
    public boolean hasMask() {
        return !(mask instanceof PolygonMask polygons && polygons.isEmpty());
    }

    /**
     * Whether a detector can learn from it: its box has an area, and it has a mask.
     *
     * @param masks whether the file has masks; without, a box is enough
     */
    boolean isLearnable(boolean masks) {
        return box[2] > 0 && box[3] > 0 && !(masks && mask.isEmpty());
    }

    /** The box as left, top, right, bottom. */
    double[] corners() {
        return new double[] {box[0], box[1], box[0] + box[2], box[1] + box[3]};
    }
}
