package dev.tornadovim.data.coco;

import java.util.Arrays;

/**
 * One object in an image.
 *
 * @param label index into the class names of the data set
 * @param box left, top, right, bottom, in pixels; the array is not copied
 * @param crowd whether it is a group of objects, which is not learned from: what a detector finds
 *     there is neither right nor wrong
 * @param mask empty where only the box is known
 */
public record Instance(int label, double[] box, boolean crowd, Mask mask) {

    /** Checks the box. */
    public Instance {
        if (box.length != 4 || !(box[0] <= box[2]) || !(box[1] <= box[3])) {
            throw new IllegalArgumentException(
                    "a box of %s, expected left, top, right, bottom"
                            .formatted(Arrays.toString(box)));
        }
    }

    /** Area of the box, in pixels. */
    public double boxArea() {
        return (box[2] - box[0]) * (box[3] - box[1]);
    }
}
