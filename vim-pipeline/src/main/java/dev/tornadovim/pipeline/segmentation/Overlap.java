package dev.tornadovim.pipeline.segmentation;

/** Adds the scores of windows that may overlap, and averages them. */
final class Overlap {

    private final int height;
    private final int width;
    private final int classes;
    private final float[] sum;
    private final int[] windows;

    Overlap(int height, int width, int classes) {
        this.height = height;
        this.width = width;
        this.classes = classes;
        sum = new float[Math.multiplyExact(Math.multiplyExact(height, width), classes)];
        windows = new int[height * width];
    }

    /**
     * Adds the part of a window that lies on the image.
     *
     * @param scores [batch, windowHeight, windowWidth, classes]
     * @param place of the window in the batch
     */
    void add(float[] scores, int place, int windowHeight, int windowWidth, Windows.Corner corner) {
        int rows = Math.min(windowHeight, height - corner.top());
        int columns = Math.min(windowWidth, width - corner.left());
        for (int row = 0; row < rows; row++) {
            int from = (place * windowHeight + row) * windowWidth * classes;
            int to = (corner.top() + row) * width + corner.left();
            for (int i = 0; i < columns * classes; i++) {
                sum[to * classes + i] += scores[from + i];
            }
            for (int column = 0; column < columns; column++) {
                windows[to + column]++;
            }
        }
    }

    ClassScores mean() {
        for (int i = 0; i < windows.length; i++) {
            if (windows[i] > 1) {
                for (int k = 0; k < classes; k++) {
                    sum[i * classes + k] /= windows[i];
                }
            }
        }
        return new ClassScores(height, width, classes, sum);
    }
}
