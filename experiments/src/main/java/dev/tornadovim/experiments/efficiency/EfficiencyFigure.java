package dev.tornadovim.experiments.efficiency;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The figure as SVG: throughput and peak memory over the resolution, both axes logarithmic, one line a
 * network; a cross marks where a network could not run. Colours follow the reader's light or dark
 * scheme; those of the lines differ for colour-blind readers too (Okabe and Ito), as do the markers.
 */
final class EfficiencyFigure {

    private static final int WIDTH = 1000;
    private static final int HEIGHT = 440;
    private static final int PANEL = 400;
    private static final int TOP = 60;
    private static final int BOTTOM = 360;

    private final StringBuilder svg = new StringBuilder();
    private final List<Measurement> all;
    private final List<Integer> pixels;

    private EfficiencyFigure(List<Measurement> all) {
        this.all = all;
        this.pixels = all.stream().map(Measurement::pixels).distinct().sorted().toList();
    }

    /**
     * Draws.
     *
     * @param title what was measured on what
     */
    static String svg(List<Measurement> all, String title) {
        return new EfficiencyFigure(all).draw(title);
    }

    private String draw(String title) {
        add(
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" role="img">
                <title>%s</title>
                <style>
                  svg { background: #fff; } text { fill: #222; font-size: 14px; }
                  .axis { stroke: #888; } .grid { stroke: #ddd; }
                  .vim { stroke: #0072b2; fill: #0072b2; } .materialised { stroke: #d55e00; fill: #d55e00; }
                  .streaming { stroke: #009e73; fill: #009e73; }
                  .line { fill: none; stroke-width: 2.5; }
                  @media (prefers-color-scheme: dark) {
                    svg { background: #16181c; } text { fill: #e6e6e6; } .grid { stroke: #333; }
                    .vim { stroke: #56b4e9; fill: #56b4e9; } .line { fill: none; }
                  }
                </style>
                """,
                WIDTH, HEIGHT, escape(title));
        add("<text x=\"20\" y=\"26\">%s</text>%n", escape(title));
        panel(80, "images/s", Measurement.Result::imagesPerSecond);
        panel(80 + PANEL + 90, "peak memory, MB", r -> r.peakBytes() * 1e-6);
        legend();
        add("</svg>%n");
        return svg.toString();
    }

    private void panel(int left, String title, ToDoubleFunction<Measurement.Result> value) {
        double[] values =
                all.stream()
                        .flatMap(m -> m.result().stream())
                        .mapToDouble(value)
                        .filter(v -> v > 0)
                        .toArray();
        add("<text x=\"%d\" y=\"%d\">%s</text>%n", left, TOP - 10, title);
        if (values.length == 0) {
            return;
        }
        double low = Math.floor(Math.log10(min(values)));
        double high = Math.max(low + 1, Math.ceil(Math.log10(max(values))));
        for (int power = (int) low; power <= high; power++) {
            double y = y(power, low, high);
            add(
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>%n",
                    left, left + PANEL, y, y);
            add(
                    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n",
                    left - 8, y + 5, tick(power));
        }
        for (int side : pixels) {
            add(
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"end\" transform=\"rotate(-40 %.1f"
                            + " %d)\">%d</text>%n",
                    x(side, left), BOTTOM + 20, x(side, left), BOTTOM + 20, side);
        }
        add(
                "<line class=\"axis\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>%n",
                left, left + PANEL, BOTTOM, BOTTOM);
        for (Contender contender : Contender.values()) {
            line(contender, left, low, high, value);
        }
    }

    private void line(
            Contender contender,
            int left,
            double low,
            double high,
            ToDoubleFunction<Measurement.Result> value) {
        List<String> points = new ArrayList<>();
        for (int side : pixels) {
            Optional<Measurement> m =
                    all.stream()
                            .filter(a -> a.contender() == contender && a.pixels() == side)
                            .findFirst();
            Optional<Measurement.Result> result = m.flatMap(Measurement::result);
            double x = x(side, left);
            if (result.isPresent() && value.applyAsDouble(result.get()) > 0) {
                double y = y(Math.log10(value.applyAsDouble(result.get())), low, high);
                points.add(format("%.1f,%.1f", x, y));
                marker(contender, x, y);
            } else if (m.isPresent()) {
                add(
                        "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\""
                                + " class=\"%s\">&#x2715;</text>%n",
                        x, TOP + 14, style(contender));
            }
        }
        add(
                "<polyline class=\"line %s\" points=\"%s\"/>%n",
                style(contender), String.join(" ", points));
    }

    private void marker(Contender contender, double x, double y) {
        switch (contender) {
            case VIM -> add("<circle class=\"vim\" cx=\"%.1f\" cy=\"%.1f\" r=\"5\"/>%n", x, y);
            case DEIT_MATERIALISED ->
                    add(
                            "<rect class=\"materialised\" x=\"%.1f\" y=\"%.1f\" width=\"9\""
                                    + " height=\"9\"/>%n",
                            x - 4.5, y - 4.5);
            case DEIT_STREAMING ->
                    add("<path class=\"streaming\" d=\"M%.1f %.1f l5.5 9 h-11 z\"/>%n", x, y - 5.5);
        }
    }

    private void legend() {
        int x = 80;
        for (Contender contender : Contender.values()) {
            marker(contender, x, BOTTOM + 60);
            add("<text x=\"%d\" y=\"%d\">%s</text>%n", x + 14, BOTTOM + 65, contender.title());
            x += 230;
        }
        add("<text x=\"%d\" y=\"%d\">&#x2715; does not run</text>%n", x, BOTTOM + 65);
    }

    private static String style(Contender contender) {
        return switch (contender) {
            case VIM -> "vim";
            case DEIT_MATERIALISED -> "materialised";
            case DEIT_STREAMING -> "streaming";
        };
    }

    private double x(int side, int left) {
        double low = Math.log(pixels.getFirst());
        double high = Math.log(pixels.getLast());
        double share = high > low ? (Math.log(side) - low) / (high - low) : 0.5;
        return left + 15 + share * (PANEL - 30);
    }

    private static double y(double power, double low, double high) {
        return BOTTOM - (power - low) / (high - low) * (BOTTOM - TOP);
    }

    private static String tick(int power) {
        return format("%." + Math.max(0, -power) + "f", Math.pow(10, power));
    }

    private static double min(double[] values) {
        return Arrays.stream(values).min().orElseThrow();
    }

    private static double max(double[] values) {
        return Arrays.stream(values).max().orElseThrow();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private void add(String text, Object... values) {
        svg.append(format(text, values));
    }

    private static String format(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }
}
