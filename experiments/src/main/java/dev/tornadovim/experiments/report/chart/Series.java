package dev.tornadovim.experiments.report.chart;

import java.util.Arrays;
import java.util.Locale;

/**
 * A curve of a chart.
 *
 * @param name for the legend; empty for a curve that belongs to a named one
 * @param x rising
 * @param y as many; NaN where there is none
 * @param color number of the color, from 0
 * @param style of the line
 */
public record Series(String name, double[] x, double[] y, int color, Style style) {
    /** Colors that the style sheet has. */
    static final int COLORS = 8;

    /** Largest number of values that are marked. */
    private static final int MARKED = 60;

    /** Style of a line. */
    public enum Style {
        /** Solid; values are marked if they are few. */
        SOLID,
        /** Dashed; values are marked if they are few. */
        DASHED,
        /** Pale, behind the others. */
        PALE
    }

    /** Checks that both have the same length. */
    public Series {
        if (x.length != y.length) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT, "%s: %d values of x, %d of y", name, x.length, y.length));
        }
    }

    /**
     * Smooths noisy values: an exponential moving average over about {@code window} of them,
     * unbiased at the start. NaN values interrupt it.
     */
    public static double[] smooth(double[] values, int window) {
        double keep = 1 - 1.0 / Math.max(1, window);
        var smooth = new double[values.length];
        double sum = 0;
        double weight = 0;
        for (int i = 0; i < values.length; i++) {
            if (Double.isFinite(values[i])) {
                sum = keep * sum + values[i];
                weight = keep * weight + 1;
                smooth[i] = sum / weight;
            } else {
                smooth[i] = Double.NaN;
            }
        }
        return smooth;
    }

    /**
     * At most {@code buckets} pairs of points with the same outline: the smallest and the
     * largest value of each bucket, in order.
     */
    public Series thinned(int buckets) {
        if (x.length <= 2 * buckets) {
            return this;
        }
        var keep = new int[2 * buckets];
        for (int b = 0; b < buckets; b++) {
            int from = (int) ((long) b * x.length / buckets);
            int to = (int) ((long) (b + 1) * x.length / buckets);
            int low = from;
            int high = from;
            for (int i = from; i < to; i++) {
                low = y[i] < y[low] ? i : low;
                high = y[i] > y[high] ? i : high;
            }
            keep[2 * b] = Math.min(low, high);
            keep[2 * b + 1] = Math.max(low, high);
        }
        return new Series(
                name,
                Arrays.stream(keep).mapToDouble(i -> x[i]).toArray(),
                Arrays.stream(keep).mapToDouble(i -> y[i]).toArray(),
                color,
                style);
    }

    /** Whether its values are marked. */
    boolean isMarked() {
        return x.length <= MARKED && style != Style.PALE;
    }

    /** Classes of the style sheet. */
    String css() {
        return "s"
                + color % COLORS
                + switch (style) {
                    case SOLID -> "";
                    case DASHED -> " dashed";
                    case PALE -> " pale";
                };
    }
}
