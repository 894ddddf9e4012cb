package dev.tornadovim.pipeline.metric;

import dev.tornadovim.data.LabelMap;
import dev.tornadovim.data.Printable;

import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Intersection over union and accuracy of class maps, as {@code IoUMetric} of mmsegmentation: pixels
 * whose label is 255 do not count, and the counts of all images are summed before dividing.
 *
 * <p>All shares are 0 to 1, not rounded, and NaN where the divisor is zero; means leave NaN out. A
 * class that is predicted but never labeled has an intersection over union of 0 and no accuracy. A
 * pixel without a prediction, 255, is a mistake; where no pixel has one, nothing was measured and the
 * means are NaN.
 */
public final class SegmentationMetrics {
    private static final int NONE = 255;

    private final List<String> classNames;
    private final ConfusionMatrix confusion;
    private long nonFinite;

    /** Metrics of these classes, in the order of the labels; empty. */
    public SegmentationMetrics(List<String> classNames) {
        this.classNames = List.copyOf(classNames);
        this.confusion = new ConfusionMatrix(classNames.size());
    }

    /**
     * Adds an image.
     *
     * @param prediction a class for each pixel; 255 where its scores are not finite
     * @param labels of the same size; 255 where there is none
     * @throws IllegalArgumentException if the sizes differ
     * @throws IndexOutOfBoundsException if there is no such class
     */
    public void add(LabelMap prediction, LabelMap labels) {
        if (prediction.height() != labels.height() || prediction.width() != labels.width()) {
            throw new IllegalArgumentException(
                    "a prediction of %d × %d pixels for labels of %d × %d"
                            .formatted(
                                    prediction.width(),
                                    prediction.height(),
                                    labels.width(),
                                    labels.height()));
        }
        byte[] predicted = prediction.classes();
        byte[] wanted = labels.classes();
        boolean complete = true;
        for (int i = 0; i < wanted.length; i++) {
            int label = wanted[i] & 0xff;
            int found = predicted[i] & 0xff;
            complete &= found != NONE;
            if (label != NONE) {
                if (found == NONE) {
                    confusion.addUnpredicted(label);
                } else {
                    confusion.add(label, found);
                }
            }
        }
        nonFinite += complete ? 0 : 1;
    }

    /** Number of images with pixels that have no prediction. */
    public long nonFinite() {
        return nonFinite;
    }

    /** Pixels by label and prediction. */
    public ConfusionMatrix confusion() {
        return confusion;
    }

    /** Intersection over union of a class: {@code IoU}. */
    public double iou(int label) {
        long union = confusion.unpredicted(label) - confusion.count(label, label);
        for (int c = 0; c < confusion.classes(); c++) {
            union += confusion.count(label, c) + confusion.count(c, label);
        }
        return (double) confusion.count(label, label) / union;
    }

    /** Share of a class's pixels that were recognized: {@code Acc}. */
    public double accuracy(int label) {
        return confusion.recall(label);
    }

    /** Mean of the classes' intersections over unions: {@code mIoU}. */
    public double meanIou() {
        return mean(this::iou);
    }

    /** Mean of the classes' accuracies: {@code mAcc}. */
    public double meanAccuracy() {
        return mean(this::accuracy);
    }

    /** Share of all pixels that were recognized: {@code aAcc}. */
    public double pixelAccuracy() {
        return nothingPredicted() ? Double.NaN : confusion.accuracy();
    }

    private boolean nothingPredicted() {
        return confusion.unpredicted() == confusion.total();
    }

    private double mean(IntToDoubleFunction value) {
        if (nothingPredicted()) {
            return Double.NaN;
        }
        return IntStream.range(0, confusion.classes())
                .mapToDouble(value)
                .filter(v -> !Double.isNaN(v))
                .average()
                .orElse(Double.NaN);
    }

    /** Each class and the means, in percent with two decimals. */
    public String table() {
        var names = classNames.stream().map(Printable::of).toList();
        int wide = names.stream().mapToInt(String::length).max().orElse(0);
        String row = "%-" + Math.max(wide, 5) + "s  %6s  %6s%n";
        var table = new StringBuilder(row.formatted("class", "IoU", "Acc"));
        for (int c = 0; c < names.size(); c++) {
            table.append(row.formatted(names.get(c), percent(iou(c)), percent(accuracy(c))));
        }
        table.append(row.formatted("mean", percent(meanIou()), percent(meanAccuracy())));
        table.append(row.formatted("all", "", percent(pixelAccuracy())));
        return table.toString();
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.2f", 100 * share);
    }
}
