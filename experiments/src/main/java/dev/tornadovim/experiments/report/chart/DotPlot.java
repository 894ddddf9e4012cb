package dev.tornadovim.experiments.report.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Groups of values side by side: a dot for each value, a stroke for the mean, a bar for one standard
 * deviation to either side. Dots with the same value are stacked.
 *
 * @param title what it shows
 * @param xTitle of the axis, with its unit
 * @param groups from top to bottom
 */
public record DotPlot(String title, String xTitle, List<Group> groups) {
    private static final double ROW = 42;
    private static final double MARGIN = 24;
    private static final double BOTTOM = 46;
    private static final double RADIUS = 4;
    private static final int LONGEST_NAME = 54;

    /**
     * One row.
     *
     * @param name of the group
     * @param names of its values, such as their seeds
     * @param values as many
     * @param mean of the values
     * @param deviation of the values, NaN if there is only one
     */
    public record Group(
            String name, List<String> names, List<Double> values, double mean, double deviation) {}

    /** The chart with its title. */
    public Element figure(String id) {
        double height = groups.size() * ROW + BOTTOM + 4;
        double bottom = height - BOTTOM;
        var axis = Axis.linear(extent());
        var marks = new ArrayList<Element>();
        for (var tick : axis.ticks()) {
            double at = x(axis, tick.value());
            marks.add(Svg.line("grid", at, 4, at, bottom));
            marks.add(Svg.text(at, bottom + 18, "middle", tick.label()));
        }
        marks.add(Svg.line("axis", MARGIN, bottom, Frame.WIDTH - MARGIN, bottom));
        marks.add(Svg.text(Frame.WIDTH / 2, height - 8, "middle", xTitle));
        for (int i = 0; i < groups.size(); i++) {
            draw(groups.get(i), i, axis, marks);
        }
        return Element.of("figure")
                .add(
                        Element.of("figcaption", title),
                        Svg.drawing(id, Frame.WIDTH, height, title, description(), marks));
    }

    private double[] extent() {
        return groups.stream()
                .flatMap(
                        g -> {
                            var all = new ArrayList<>(g.values());
                            if (Double.isFinite(g.deviation())) {
                                all.add(g.mean() - g.deviation());
                                all.add(g.mean() + g.deviation());
                            }
                            return all.stream();
                        })
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    private static double x(Axis axis, double value) {
        return MARGIN + axis.at(value) * (Frame.WIDTH - 2 * MARGIN);
    }

    private static void draw(Group group, int row, Axis axis, List<Element> marks) {
        double top = 4 + row * ROW;
        double y = top + 30;
        var css = "s" + row % Series.COLORS;
        marks.add(Svg.text(4, top + 14, "start", Svg.shortened(group.name(), LONGEST_NAME)));
        if (Double.isFinite(group.deviation())) {
            double from = x(axis, group.mean() - group.deviation());
            double to = x(axis, group.mean() + group.deviation());
            marks.add(
                    Element.of("rect")
                            .with("class", "bar " + css)
                            .with("x", from)
                            .with("y", y - 7)
                            .with("width", to - from)
                            .with("height", 14));
        }
        if (group.values().size() > 1) {
            double mean = x(axis, group.mean());
            marks.add(Svg.line("mean " + css, mean, y - 9, mean, y + 9));
        }
        var drawn = new ArrayList<Double>();
        for (int i = 0; i < group.values().size(); i++) {
            double x = x(axis, group.values().get(i));
            long below = drawn.stream().filter(other -> Math.abs(other - x) < RADIUS).count();
            double shift = (below % 2 == 0 ? 1 : -1) * RADIUS * ((below + 1) / 2);
            var tip = group.names().get(i) + ": " + number(group.values().get(i));
            marks.add(Svg.point("dot " + css, x, y + shift, RADIUS, tip));
            drawn.add(x);
        }
    }

    private String description() {
        var text = new StringBuilder(xTitle + ".");
        for (var group : groups) {
            text.append(String.format(Locale.ROOT, " %s: %s", group.name(), number(group.mean())));
            if (Double.isFinite(group.deviation())) {
                text.append(" ± ").append(number(group.deviation()));
            }
            text.append(" of ").append(group.values().size()).append('.');
        }
        return text.toString();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }
}
