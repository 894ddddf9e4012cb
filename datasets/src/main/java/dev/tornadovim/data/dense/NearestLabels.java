package dev.tornadovim.data.dense;

import dev.tornadovim.data.LabelMap;

/** Resizes labels without mixing them: every new pixel takes one old pixel's label. */
final class NearestLabels {

    private NearestLabels() {}

    /** Pillow's {@code NEAREST}: of the pixel in which the center of the new one lies. */
    static LabelMap byCenters(LabelMap labels, int height, int width) {
        return take(labels, centers(labels.height(), height), centers(labels.width(), width));
    }

    /** OpenCV's {@code INTER_NEAREST}: of the pixel in which the upper left corner lies. */
    static LabelMap byCorners(LabelMap labels, int height, int width) {
        return take(labels, corners(labels.height(), height), corners(labels.width(), width));
    }

    private static int[] centers(int from, int to) {
        int[] places = new int[to];
        for (int i = 0; i < to; i++) {
            places[i] = (int) ((2L * i + 1) * from / (2L * to));
        }
        return places;
    }

    /** The rounding of OpenCV's two divisions decides where corners fall on pixel borders. */
    private static int[] corners(int from, int to) {
        double scale = 1 / ((double) to / from);
        int[] places = new int[to];
        for (int i = 0; i < to; i++) {
            places[i] = Math.min((int) (i * scale), from - 1);
        }
        return places;
    }

    private static LabelMap take(LabelMap labels, int[] rows, int[] columns) {
        byte[] result = new byte[rows.length * columns.length];
        int at = 0;
        for (int row : rows) {
            for (int column : columns) {
                result[at++] = labels.classes()[row * labels.width() + column];
            }
        }
        return new LabelMap(rows.length, columns.length, result);
    }
}
