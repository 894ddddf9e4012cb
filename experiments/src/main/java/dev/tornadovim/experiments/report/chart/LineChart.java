package dev.tornadovim.experiments.report.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Curves over steps, epochs or sizes.
 *
 * @param title what it shows
 * @param xTitle of the lower axis, with its unit
 * @param yTitle of the left axis, with its unit
 * @param axes kind of axes
 * @param series the first one at the back
 */
public record LineChart(
        String title, String xTitle, String yTitle, Axes axes, List<Series> series) {
    /** Kinds of axes. */
    public enum Axes {
        /** Both linear, the lower one from 0. */
        LINEAR,
        /** The left one logarithmic. */
        LOGARITHMIC,
        /**
         * Both logarithmic, the lower one marked at the values of the curves, to show how a cost
         * grows with a size. A cross at the top marks a missing value.
         */
        SCALING
    }

    private static final int BUCKETS = 300;

    /** Thins long curves. */
    public LineChart {
        series = series.stream().map(s -> s.thinned(BUCKETS)).toList();
    }

    /** Whether there is anything to draw. */
    public boolean isEmpty() {
        return Arrays.stream(all(Series::y)).noneMatch(this::drawable);
    }

    /** Whether any curve has more than one point. */
    public boolean hasCourse() {
        return series.stream()
                .anyMatch(s -> Arrays.stream(s.y()).filter(this::drawable).count() > 1);
    }

    private double[] all(Function<Series, double[]> values) {
        return series.stream().map(values).flatMapToDouble(Arrays::stream).toArray();
    }

    /** The chart with its title and legend. */
    public Element figure(String id) {
        return Element.of("figure")
                .add(Element.of("figcaption", title), drawing(id), Legend.of(series));
    }

    /** The chart without title and legend. */
    Element drawing(String id) {
        var x = all(Series::x);
        var y = all(Series::y);
        var frame =
                new Frame(
                        axes == Axes.SCALING ? Axis.marking(x) : Axis.counting(x),
                        xTitle,
                        axes == Axes.LINEAR ? Axis.linear(y) : Axis.logarithmic(y),
                        yTitle);
        var marks = new ArrayList<Element>();
        series.forEach(s -> draw(s, frame, marks));
        return frame.drawing(id, title, description(), marks);
    }

    private void draw(Series curve, Frame frame, List<Element> marks) {
        var path = new StringBuilder();
        var points = new ArrayList<Element>();
        boolean lifted = true;
        for (int i = 0; i < curve.x().length; i++) {
            if (drawable(curve.y()[i])) {
                double x = frame.x(curve.x()[i]);
                double y = frame.y(curve.y()[i]);
                path.append(lifted ? 'M' : 'L').append(Coordinates.text(x));
                path.append(' ').append(Coordinates.text(y));
                var tip = curve.name() + ", " + number(curve.x()[i]) + ": " + number(curve.y()[i]);
                points.add(Svg.mark(curve, x, y, axes == Axes.SCALING ? 4 : 2.5, tip));
            } else if (axes == Axes.SCALING) {
                var tip = curve.name() + ", " + number(curve.x()[i]) + ": none";
                double top = Frame.TOP + 8 + 12 * curve.color();
                marks.add(Svg.cross(curve, frame.x(curve.x()[i]), top, tip));
            }
            lifted = !drawable(curve.y()[i]);
        }
        if (!points.isEmpty()) {
            marks.add(
                    Element.of("path")
                            .with("class", "curve " + curve.css())
                            .with("d", path.toString()));
        }
        if (curve.isMarked()) {
            marks.addAll(points);
        }
    }

    private boolean drawable(double value) {
        return Double.isFinite(value) && (axes == Axes.LINEAR || value > 0);
    }

    /** First and last value of each curve, for readers who cannot see it. */
    private String description() {
        var text = new StringBuilder(yTitle + " over " + xTitle + ".");
        for (var curve : series) {
            int[] drawn =
                    IntStream.range(0, curve.y().length)
                            .filter(i -> drawable(curve.y()[i]))
                            .toArray();
            if (!curve.name().isEmpty() && drawn.length > 0) {
                int first = drawn[0];
                int last = drawn[drawn.length - 1];
                text.append(
                        String.format(
                                Locale.ROOT,
                                " %s: %s at %s, %s at %s.",
                                curve.name(),
                                number(curve.y()[first]),
                                number(curve.x()[first]),
                                number(curve.y()[last]),
                                number(curve.x()[last])));
            }
        }
        return text.toString();
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? String.format(Locale.ROOT, "%,d", (long) value)
                : String.format(Locale.ROOT, "%.4g", value);
    }
}
