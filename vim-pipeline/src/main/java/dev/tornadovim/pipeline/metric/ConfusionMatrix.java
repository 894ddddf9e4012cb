package dev.tornadovim.pipeline.metric;

import java.util.Arrays;

/**
 * Counts of samples by true class and predicted class. Counts are integers, so the order of the
 * samples does not matter. A sample without a prediction, because its scores are not finite, counts
 * as a mistake of its class.
 */
public final class ConfusionMatrix {

    /** Largest number of classes with a matrix; its size grows with their square. */
    public static final int MOST_CLASSES = 2000;

    private final int classes;
    private final long[] counts;
    private final long[] unpredicted;

    /**
     * An empty matrix.
     *
     * @param classes number of classes, from 1 to {@link #MOST_CLASSES}
     * @throws IllegalArgumentException if there are fewer or more
     */
    public ConfusionMatrix(int classes) {
        if (classes < 1 || classes > MOST_CLASSES) {
            throw new IllegalArgumentException(
                    "a confusion matrix of %d classes, expected 1 to %d"
                            .formatted(classes, MOST_CLASSES));
        }
        this.classes = classes;
        this.counts = new long[classes * classes];
        this.unpredicted = new long[classes];
    }

    /** Counts one sample. */
    public void add(int label, int prediction) {
        counts[index(label, prediction)]++;
    }

    /** Counts one sample without a prediction. */
    public void addUnpredicted(int label) {
        unpredicted[index(label, 0) / classes]++;
    }

    /** Number of samples of class {@code label} that were predicted as {@code prediction}. */
    public long count(int label, int prediction) {
        return counts[index(label, prediction)];
    }

    /** Number of samples of class {@code label} that have no prediction. */
    public long unpredicted(int label) {
        return unpredicted[index(label, 0) / classes];
    }

    /** Number of samples that have no prediction. */
    public long unpredicted() {
        return Arrays.stream(unpredicted).sum();
    }

    /** Number of classes. */
    public int classes() {
        return classes;
    }

    /** Number of samples, those without a prediction included. */
    public long total() {
        return Arrays.stream(counts).sum() + unpredicted();
    }

    /** Share of samples on the diagonal, 0 to 1; NaN of no samples. */
    public double accuracy() {
        long right = 0;
        for (int c = 0; c < classes; c++) {
            right += count(c, c);
        }
        return (double) right / total();
    }

    /** Share of the samples of a class that were recognized, 0 to 1; NaN of no samples. */
    public double recall(int label) {
        long samples = unpredicted(label);
        for (int p = 0; p < classes; p++) {
            samples += count(label, p);
        }
        return (double) count(label, label) / samples;
    }

    /** Share of the predictions of a class that were correct, 0 to 1; NaN of no predictions. */
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
