package dev.tornadovim.pipeline.segmentation;

import dev.tornadovim.data.LabelMap;

import java.util.stream.IntStream;

/**
 * Scores of all classes for each pixel of one image.
 *
 * @param height rows
 * @param width columns
 * @param classes scores of a pixel
 * @param values [height, width, classes]
 */
public record ClassScores(int height, int width, int classes, float[] values) {

    /** Checks the length of the array. */
    public ClassScores {
        if (values.length != (long) height * width * classes) {
            throw new IllegalArgumentException(
                    "%d scores for %d x %d pixels of %d classes"
                            .formatted(values.length, height, width, classes));
        }
    }

    /** The best class of each pixel; the first of equal ones; 255 where a score is not finite. */
    public LabelMap labels() {
        return labels(height, width);
    }

    /**
     * The best class of each pixel of the image at another size, to which scores are resized
     * bilinearly without aligned corners, as mmsegmentation does before it decides.
     */
    public LabelMap labels(int rows, int columns) {
        byte[] best = new byte[rows * columns];
        double stepY = (double) height / rows;
        double stepX = (double) width / columns;
        IntStream.range(0, rows)
                .parallel()
                .forEach(
                        row -> {
                            Between y = Between.of(row, stepY, height);
                            for (int column = 0; column < columns; column++) {
                                Between x = Between.of(column, stepX, width);
                                best[row * columns + column] = (byte) best(y, x);
                            }
                        });
        return new LabelMap(rows, columns, best);
    }

    /** The best class; {@link SegmentationConfig#IGNORED} where a score is not finite. */
    private int best(Between y, Between x) {
        int best = 0;
        float highest = Float.NEGATIVE_INFINITY;
        boolean finite = true;
        for (int k = 0; k < classes; k++) {
            float top = x.blend(at(y.low, x.low, k), at(y.low, x.high, k));
            float bottom = x.blend(at(y.high, x.low, k), at(y.high, x.high, k));
            float score = y.blend(top, bottom);
            finite &= Float.isFinite(score);
            if (score > highest) {
                highest = score;
                best = k;
            }
        }
        return finite ? best : SegmentationConfig.IGNORED;
    }

    private float at(int row, int column, int k) {
        return values[(row * width + column) * classes + k];
    }

    /** A place between two source positions. */
    private record Between(int low, int high, float share) {

        static Between of(int target, double step, int size) {
            double source = Math.max(0, (target + 0.5) * step - 0.5);
            int low = Math.min((int) source, size - 1);
            return new Between(low, Math.min(low + 1, size - 1), (float) (source - low));
        }

        float blend(float a, float b) {
            return share == 0 ? a : a + share * (b - a);
        }
    }
}
