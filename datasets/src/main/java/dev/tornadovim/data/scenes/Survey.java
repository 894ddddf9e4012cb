package dev.tornadovim.data.scenes;

import dev.tornadovim.data.Image;
import dev.tornadovim.data.LabelMap;

import java.util.ArrayList;
import java.util.Arrays;

/**
 * What is seen of each garment of a finished canvas.
 *
 * @param labels class of each garment, from number 1 on
 * @param wholes number of pixels each would show if nothing covered it, from number 1 on
 */
record Survey(Canvas canvas, int height, int width, int[] labels, int[] wholes) {
    /** A garment counts as an object from this share of its own pixels on that are seen. */
    private static final double LEAST_SHARE = 0.1;

    /** A garment counts as an object from this number of visible pixels on. */
    private static final int LEAST_PIXELS = 16;

    Scene scene() {
        int[] top = new int[labels.length];
        int[] left = new int[labels.length];
        int[] bottom = new int[labels.length];
        int[] right = new int[labels.length];
        int[] areas = new int[labels.length];
        Arrays.fill(top, height);
        Arrays.fill(left, width);
        for (int at = 0; at < height * width; at++) {
            int owner = canvas.owner(at);
            areas[owner]++;
            top[owner] = Math.min(top[owner], at / width);
            bottom[owner] = Math.max(bottom[owner], at / width + 1);
            left[owner] = Math.min(left[owner], at % width);
            right[owner] = Math.max(right[owner], at % width + 1);
        }
        int[] objects = new int[labels.length];
        var garments = new ArrayList<Garment>();
        for (int k = 1; k < labels.length; k++) {
            if (areas[k] >= Math.max(LEAST_PIXELS, LEAST_SHARE * wholes[k])) {
                garments.add(
                        new Garment(
                                labels[k],
                                top[k],
                                left[k],
                                bottom[k] - top[k],
                                right[k] - left[k],
                                areas[k]));
                objects[k] = garments.size();
            }
        }
        byte[] classes = new byte[height * width];
        byte[] owners = new byte[height * width];
        for (int at = 0; at < classes.length; at++) {
            int owner = canvas.owner(at);
            owners[at] = (byte) objects[owner];
            classes[at] = (byte) (canvas.isSeam(at) ? Scene.UNLABELED : label(owner, objects));
        }
        return new Scene(
                new Image(3, height, width, canvas.pixels()),
                new LabelMap(height, width, classes),
                new LabelMap(height, width, owners),
                garments);
    }

    private int label(int owner, int[] objects) {
        if (owner == 0) {
            return Scene.BACKGROUND;
        }
        return objects[owner] == 0 ? Scene.UNLABELED : Scene.FIRST_GARMENT + labels[owner];
    }
}
