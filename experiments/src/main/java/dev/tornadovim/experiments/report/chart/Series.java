package dev.tornadovim.experiments.report.chart;

import java.util.Arrays;
import java.util.Locale;

/**
 * A curve of a chart.
 *
 * @param name for the legend; empty for a curve that belongs to one that has a name
 * @param x rising
 * @param y as many; not a number where there is none
 * @param colour number of the colour, from 0
 * @param style of the line
 */
public record Series(String name, double[] x, double[] y, int colour, Style style) {
    /** Colours that the style sheet has. */
    static final int COLOURS = 8;

    /** Values are marked up to that number of them. */
    private static final int MARKED = 60;

    /** How a line looks. */
    public enum Style {
        /** Drawn through, its values marked where they are few. */
        SOLID,
        /** Dashed, its values marked where they are few. */
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
     * The course of noisy values: an exponential moving average over about {@code window} of them,
     * unbiased at the start. Values that are no numbers interrupt it.
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
     * At most {@code buckets} pairs of points with the same outline: of each stretch its least and its
     * largest value, in order.
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
                colour,
                style);
    }

    /** Whether its values are marked. */
    boolean isMarked() {
        return x.length <= MARKED && style != Style.PALE;
    }

    /** Classes of the style sheet. */
    String css() {
        return "s"
                + colour % COLOURS
                + switch (style) {
                    case SOLID -> "";
                    case DASHED -> " dashed";
                    case PALE -> " pale";
                };
    }
}
