package dev.tornadovim.pipeline.metric;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Top-k accuracy, mean cross-entropy and the confusion matrix over a data set, from logits. A class
 * is among the top k when fewer than k classes come before it; a larger logit comes first, and among
 * equal ones the smaller index.
 *
 * <p>An image whose logits are not all finite has no prediction and counts as wrong. If this
 * holds for every image, nothing was measured and accuracies are NaN.
 */
public final class ClassificationMetrics {

    /** The metrics of a classifier, in the order of display. */
    public static final List<Metric> ALL = List.of(Metric.LOSS, Metric.TOP1, Metric.TOP5);

    private final int classes;
    private final Optional<ConfusionMatrix> confusion;
    private long images;
    private long nonFinite;
    private long top1;
    private long top5;
    private double lossSum;

    /**
     * Metrics for {@code classes} classes, empty; without a confusion matrix where there are more than
     * {@link ConfusionMatrix#MOST_CLASSES}.
     */
    public ClassificationMetrics(int classes) {
        this.classes = classes;
        this.confusion =
                classes > ConfusionMatrix.MOST_CLASSES
                        ? Optional.empty()
                        : Optional.of(new ConfusionMatrix(classes));
    }

    /**
     * Adds the first {@code count} samples of a batch.
     *
     * @param logits [batch, classes]
     * @param labels [batch]
     */
    public void add(float[] logits, int[] labels, int count) {
        for (int i = 0; i < count; i++) {
            images++;
            if (isFinite(logits, i * classes)) {
                addFinite(logits, i * classes, labels[i]);
            } else {
                addNonFinite(labels[i]);
            }
        }
    }

    private boolean isFinite(float[] logits, int row) {
        for (int c = 0; c < classes; c++) {
            if (!Float.isFinite(logits[row + c])) {
                return false;
            }
        }
        return true;
    }

    private void addNonFinite(int label) {
        nonFinite++;
        lossSum = Double.NaN;
        confusion.ifPresent(matrix -> matrix.addUnpredicted(label));
    }

    private void addFinite(float[] logits, int row, int label) {
        float own = logits[row + label];
        int rank = 0;
        int best = 0;
        for (int c = 0; c < classes; c++) {
            float value = logits[row + c];
            if (value > own || (value == own && c < label)) {
                rank++;
            }
            if (value > logits[row + best]) {
                best = c;
            }
        }
        top1 += rank < 1 ? 1 : 0;
        top5 += rank < 5 ? 1 : 0;
        if (confusion.isPresent()) {
            confusion.get().add(label, best);
        }
        lossSum += crossEntropy(logits, row, label);
    }

    private double crossEntropy(float[] logits, int row, int label) {
        double max = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            max = Math.max(max, logits[row + c]);
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += Math.exp(logits[row + c] - max);
        }
        return max + Math.log(sum) - logits[row + label];
    }

    /** Number of images. */
    public long images() {
        return images;
    }

    /** Share of images whose class is the best guess, 0 to 1; NaN without finite logits. */
    public double top1() {
        return share(top1);
    }

    /** Share of images whose class is among the five best guesses, 0 to 1; NaN of no finite logits. */
    public double top5() {
        return share(top5);
    }

    private double share(long right) {
        return nonFinite == images ? Double.NaN : (double) right / images;
    }

    /** Mean cross-entropy with hard labels, in nats; NaN of no images and where a logit is not finite. */
    public double loss() {
        return lossSum / images;
    }

    /** Images by class and best guess; empty where there are too many classes for a matrix. */
    public Optional<ConfusionMatrix> confusion() {
        return confusion;
    }

    /** All metrics; top-1 accuracy is the primary one. */
    public Metrics metrics() {
        Map<Metric, Double> values = new LinkedHashMap<>();
        values.put(Metric.LOSS, loss());
        values.put(Metric.TOP1, top1());
        values.put(Metric.TOP5, top5());
        return new Metrics(Metric.TOP1, values, images, nonFinite, confusion);
    }
}
