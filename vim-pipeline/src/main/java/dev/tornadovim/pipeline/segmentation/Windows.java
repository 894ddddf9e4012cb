package dev.tornadovim.pipeline.segmentation;

import java.util.ArrayList;
import java.util.List;

/**
 * Where windows lie on an image: from corner to corner in steps, the last of a row or column moved
 * back so that it ends with the image (mmsegmentation, {@code slide_inference}).
 */
final class Windows {

    /**
     * A window.
     *
     * @param top first row
     * @param left first column
     */
    record Corner(int top, int left) {}

    private Windows() {}

    /**
     * Corners in reading order; an image smaller than the window has the one at its corner.
     *
     * @param step pixels from one window to the next
     */
    static List<Corner> corners(
            int height, int width, int windowHeight, int windowWidth, int step) {
        List<Corner> corners = new ArrayList<>();
        for (int row = 0; row < count(height, windowHeight, step); row++) {
            for (int column = 0; column < count(width, windowWidth, step); column++) {
                corners.add(
                        new Corner(
                                start(row, height, windowHeight, step),
                                start(column, width, windowWidth, step)));
            }
        }
        return corners;
    }

    private static int count(int size, int window, int step) {
        return Math.max(size - window + step - 1, 0) / step + 1;
    }

    private static int start(int index, int size, int window, int step) {
        return Math.max(0, Math.min(index * step, size - window));
    }
}
