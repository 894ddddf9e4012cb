package dev.tornadovim.experiments.report.chart;

import java.util.Locale;

/** Writes coordinates of SVG, short. */
final class Coordinates {
    private Coordinates() {}

    /** In hundredths, without zeros at the end. */
    static String text(double value) {
        var text = String.format(Locale.ROOT, "%.2f", value);
        return text.replaceFirst("\\.?0+$", "");
    }
}
