package dev.tornadovim.experiments.report.chart;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Elements common to all charts. Colors and sizes of text are those of {@code chart.css}. */
final class Svg {
    /** Width of a character of a label, at most, in units of the drawing. */
    static final double CHARACTER = 7.2;

    private Svg() {}

    /**
     * A drawing that scales with its container.
     *
     * @param id unique within the page
     * @param title what it shows
     * @param description description for screen readers
     */
    static Element drawing(
            String id,
            double width,
            double height,
            String title,
            String description,
            List<Element> content) {
        return Element.of("svg")
                .with("class", "chart")
                .with("viewBox", "0 0 " + Coordinates.text(width) + " " + Coordinates.text(height))
                .with("role", "img")
                .with("aria-labelledby", id + "-title " + id + "-text")
                .add(
                        Element.of("title", title).with("id", id + "-title"),
                        Element.of("desc", description).with("id", id + "-text"))
                .add(content);
    }

    /** A straight line. */
    static Element line(String css, double x1, double y1, double x2, double y2) {
        return Element.of("path")
                .with("class", css)
                .with(
                        "d",
                        String.format(
                                Locale.ROOT,
                                "M%s %sL%s %s",
                                Coordinates.text(x1),
                                Coordinates.text(y1),
                                Coordinates.text(x2),
                                Coordinates.text(y2)));
    }

    /**
     * A text.
     *
     * @param anchor {@code start}, {@code middle} or {@code end}: the point of the text at x
     */
    static Element text(double x, double y, String anchor, String text) {
        return Element.of("text", text).with("x", x).with("y", y).with("text-anchor", anchor);
    }

    /** The same, reading upwards. */
    static Element upwards(double x, double y, String anchor, String text) {
        return Element.of("text", text)
                .with("text-anchor", anchor)
                .with(
                        "transform",
                        String.format(
                                Locale.ROOT,
                                "translate(%s %s) rotate(-90)",
                                Coordinates.text(x),
                                Coordinates.text(y)));
    }

    /** A point that shows its value on hover. */
    static Element point(String css, double x, double y, double radius, String tip) {
        return Element.of("circle")
                .with("class", css)
                .with("cx", x)
                .with("cy", y)
                .with("r", radius)
                .add(Element.of("title", tip));
    }

    /** A value of a curve; shapes distinguish three curves where colors do not. */
    static Element mark(Series curve, double x, double y, double radius, String tip) {
        var css = "dot " + curve.css();
        double left = x - radius;
        double right = x + radius;
        double top = y - radius;
        double bottom = y + radius;
        return switch (curve.color() % 3) {
            case 0 -> point(css, x, y, radius, tip);
            case 1 -> polygon(css, tip, left, top, right, top, right, bottom, left, bottom);
            default -> polygon(css, tip, x, top, right, bottom, left, bottom);
        };
    }

    private static Element polygon(String css, String tip, double... corners) {
        var points = Arrays.stream(corners).mapToObj(Coordinates::text);
        return Element.of("polygon")
                .with("class", css)
                .with("points", points.collect(Collectors.joining(" ")))
                .add(Element.of("title", tip));
    }

    /** A cross that shows on hover what is missing. */
    static Element cross(Series curve, double x, double y, String tip) {
        var start = Coordinates.text(x - 4) + " " + Coordinates.text(y - 4);
        return Element.of("path")
                .with("class", "cross " + curve.css())
                .with("d", "M" + start + "l8 8m-8 0l8 -8")
                .add(Element.of("title", tip));
    }

    /** The text, or its beginning if it is too long. */
    static String shortened(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length - 1) + "…";
    }
}
