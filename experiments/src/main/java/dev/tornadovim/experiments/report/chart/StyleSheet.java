package dev.tornadovim.experiments.report.chart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Style sheets among the resources. They contain no characters that markup would escape;
 * a test checks this.
 */
public final class StyleSheet {
    private StyleSheet() {}

    /** The one of charts: their colors, light and dark, and their lines. */
    public static String charts() {
        return of(StyleSheet.class, "chart.css");
    }

    /** The one of that name beside a class. */
    public static String of(Class<?> place, String name) {
        try (var in = place.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
