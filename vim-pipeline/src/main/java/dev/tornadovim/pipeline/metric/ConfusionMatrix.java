package dev.tornadovim.pipeline.metric;

import java.util.Arrays;

/**
 * How often samples of each class were taken for each class. Counts are whole numbers, so the order
 * of the samples does not matter.
 */
public final class ConfusionMatrix {
    private final int classes;
    private final long[] counts;

    /**
     * An empty matrix.
     *
     * @param classes number of classes, at least 1
     */
    public ConfusionMatrix(int classes) {
        if (classes < 1) {
            throw new IllegalArgumentException(
                    "a confusion matrix of " + classes + " classes, expected at least 1");
        }
        this.classes = classes;
        this.counts = new long[classes * classes];
    }

    /** Counts one sample. */
    public void add(int label, int prediction) {
        counts[index(label, prediction)]++;
    }

    /** Number of samples of class {@code label} that were taken for {@code prediction}. */
    public long count(int label, int prediction) {
        return counts[index(label, prediction)];
    }

    /** Number of classes. */
    public int classes() {
        return classes;
    }

    /** Number of samples. */
    public long total() {
        return Arrays.stream(counts).sum();
    }

    /** Share of samples on the diagonal, 0 to 1; NaN of no samples. */
    public double accuracy() {
        long right = 0;
        for (int c = 0; c < classes; c++) {
            right += count(c, c);
        }
        return (double) right / total();
    }

    /** Share of the samples of a class that were recognised, 0 to 1; NaN of no samples. */
    public double recall(int label) {
        long samples = 0;
        for (int p = 0; p < classes; p++) {
            samples += count(label, p);
        }
        return (double) count(label, label) / samples;
    }

    /** Share of the predictions of a class that were right, 0 to 1; NaN of no predictions. */
    public double precision(int prediction) {
        long predictions = 0;
        for (int l = 0; l < classes; l++) {
            predictions += count(l, prediction);
        }
        return (double) count(prediction, prediction) / predictions;
    }

    private int index(int label, int prediction) {
        if (label < 0 || label >= classes || prediction < 0 || prediction >= classes) {
            throw new IndexOutOfBoundsException(
                    "label %d, prediction %d, expected 0 to %d"
                            .formatted(label, prediction, classes - 1));
        }
        return label * classes + prediction;
    }
}
