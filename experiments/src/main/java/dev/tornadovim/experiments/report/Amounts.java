package dev.tornadovim.experiments.report;

import dev.tornadovim.pipeline.metric.Metric;

import java.util.Locale;

/** Formats amounts for display. */
final class Amounts {
    private Amounts() {}

    /** An integer with thousands separators. */
    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A number of three or four significant digits. */
    static String number(double value) {
        if (!Double.isFinite(value)) {
            return "–";
        }
        double size = Math.abs(value);
        if (size >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return size >= 0.001 || size == 0
                ? String.format(
                        Locale.ROOT, size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.4f", value)
                : String.format(Locale.ROOT, "%.2e", value);
    }

    /** A value of a metric, with its unit; COCO's protocol has -1 where nothing could be measured. */
    static String of(Metric metric, double value) {
        boolean known = Double.isFinite(value) && !(metric.share() && value < 0);
        return known ? metric.text(value) : "–";
    }

    /** A time of one or two units. */
    static String duration(double seconds) {
        if (!Double.isFinite(seconds)) {
            return "–";
        }
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.0f s", seconds);
        }
        long whole = Math.round(seconds);
        return whole < 3600
                ? String.format(Locale.ROOT, "%d min %d s", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d h %d min", whole / 3600, whole % 3600 / 60);
    }

    /** A size in binary units. */
    static String bytes(double bytes) {
        return bytes < 1 << 20
                ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024)
                : bytes < 1 << 30
                        ? String.format(Locale.ROOT, "%.1f MiB", bytes / (1 << 20))
                        : String.format(Locale.ROOT, "%.1f GiB", bytes / (1 << 30));
    }
}
