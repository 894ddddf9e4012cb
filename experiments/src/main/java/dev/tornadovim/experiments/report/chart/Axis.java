package dev.tornadovim.experiments.report.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One axis of a chart: the position of a value between its ends, and the round values that are
 * marked.
 *
 * @param min value at its start
 * @param max value at its end, larger
 * @param logarithmic whether equal ratios are equal lengths
 * @param ticks marked values, rising
 */
record Axis(double min, double max, boolean logarithmic, List<Tick> ticks) {
    private static final int ABOUT = 5;

    /** Largest and smallest exponent of ten that is written out. */
    private static final double LARGE = 1e6;

    private static final double SMALL = 1e-4;

    /** Share of the axis that a character of a label takes. */
    private static final double CHARACTER = 0.018;

    /** Decimals of numbers with an exponent. */
    private static final int MOST_DIGITS = 2;

    /**
     * A mark.
     *
     * @param label the text shown
     */
    record Tick(double value, String label) {}

    /**
     * An axis of equal steps that holds all values; its ends are marks.
     *
     * @param values NaN where there is none
     */
    static Axis linear(double[] values) {
        double low = min(values);
        double high = max(values);
        if (low == high) {
            double margin = low == 0 ? 1 : Math.abs(low) / 10;
            low -= margin;
            high += margin;
        }
        double step = roundUp((high - low) / ABOUT);
        double start = Math.floor(low / step + 1e-9) * step;
        double end = Math.ceil(high / step - 1e-9) * step;
        var ticks = new ArrayList<Tick>();
        long count = Math.round((end - start) / step);
        for (long i = 0; i <= count; i++) {
            double value = Math.round(start / step + i) * step;
            ticks.add(new Tick(value, label(value, step)));
        }
        return new Axis(start, end, false, List.copyOf(ticks));
    }

    /** An axis of equal steps for whole numbers from 0: steps or epochs. */
    static Axis counting(double[] values) {
        double high = Math.max(1, max(values));
        double step = Math.max(1, roundUp(high / ABOUT));
        var ticks = new ArrayList<Tick>();
        for (double value = 0; value <= high; value += step) {
            ticks.add(new Tick(value, label(value, 1)));
        }
        return new Axis(0, high, false, List.copyOf(ticks));
    }

    /** An axis of equal ratios that holds all positive values; its ends are 1, 2 or 5 times 10ⁿ. */
    static Axis logarithmic(double[] values) {
        double[] positive = Arrays.stream(values).filter(v -> v > 0).toArray();
        double low = positive.length == 0 ? 1 : min(positive);
        double high = positive.length == 0 ? 10 : max(positive);
        double start = roundDown(low);
        double end = roundUp(high);
        if (start == end) {
            end = roundUp(1.01 * end);
        }
        boolean everyStep = Math.log10(end / start) < 2.5;
        int decades = (int) Math.ceil(Math.log10(end / start) / 6);
        var ticks = new ArrayList<Tick>();
        for (double value = start; value <= 1.001 * end; value = roundUp(1.01 * value)) {
            int exponent = exponent(value);
            boolean decade = Math.abs(value / Math.pow(10, exponent) - 1) < 1e-6;
            if (everyStep || decade && Math.floorMod(exponent, decades) == 0) {
                ticks.add(new Tick(value, label(value, value)));
            }
        }
        return new Axis(start, end, true, List.copyOf(ticks));
    }

    /**
     * An axis of equal ratios that marks the positive values themselves, of which there must be one,
     * except those whose label would touch the previous one.
     */
    static Axis marking(double[] values) {
        double[] sizes = Arrays.stream(values).filter(v -> v > 0).distinct().sorted().toArray();
        double low = sizes[0];
        double high = sizes[sizes.length - 1];
        double margin = Math.max(1.03, Math.pow(high / low, 0.015));
        var ticks = new ArrayList<Tick>();
        var axis = new Axis(low / margin, high * margin, true, List.of());
        for (double size : sizes) {
            var label = String.format(Locale.ROOT, "%.0f", size);
            double room = CHARACTER * label.length();
            if (ticks.isEmpty() || axis.at(size) - axis.at(ticks.getLast().value()) > room) {
                ticks.add(new Tick(size, label));
            }
        }
        return new Axis(axis.min, axis.max, true, List.copyOf(ticks));
    }

    /** Position of a value: 0 at the start, 1 at the end, outside that range beyond them. */
    double at(double value) {
        return logarithmic
                ? Math.log(value / min) / Math.log(max / min)
                : (value - min) / (max - min);
    }

    /** Width of the longest label, in characters. */
    int labelLength() {
        return ticks.stream().mapToInt(tick -> tick.label().length()).max().orElse(0);
    }

    private static int exponent(double value) {
        return (int) Math.floor(Math.log10(value) + 1e-9);
    }

    /** The next of 1, 2, 5 times a power of ten. */
    private static double roundUp(double value) {
        double power = Math.pow(10, exponent(value));
        for (int factor : new int[] {1, 2, 5}) {
            if (value <= factor * power * (1 + 1e-9)) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private static double roundDown(double value) {
        double power = Math.pow(10, exponent(value));
        for (int factor : new int[] {5, 2}) {
            if (value >= factor * power * (1 - 1e-9)) {
                return factor * power;
            }
        }
        return power;
    }

    /** A marked value with as many digits as needed to differ from its neighbors. */
    private static String label(double value, double step) {
        if (value == 0 && (step >= 1 || step < SMALL)) {
            return "0";
        }
        double size = Math.max(Math.abs(value), step);
        int digits = exponent(size) - exponent(step);
        if (step < SMALL || size >= LARGE && digits <= MOST_DIGITS) {
            return String.format(Locale.ROOT, "%." + digits + "e", value)
                    .replaceFirst("e([+-])0?(\\d+)", "e$1$2")
                    .replace("e+", "e");
        }
        int decimals = Math.max(0, -exponent(step));
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }

    private static double min(double[] values) {
        return Arrays.stream(values).filter(Double::isFinite).min().orElse(0);
    }

    private static double max(double[] values) {
        return Arrays.stream(values).filter(Double::isFinite).max().orElse(1);
    }
}
