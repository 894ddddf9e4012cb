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

    /** True if the box has an area: other objects are measured on, but not learned from. */
    public boolean hasArea() {
        return box[2] > 0 && box[3] > 0;
    }
}
