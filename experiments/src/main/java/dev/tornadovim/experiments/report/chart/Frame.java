package dev.tornadovim.experiments.report.chart;

import java.util.ArrayList;
import java.util.List;

/** The frame of a chart: two axes with marks and titles, and the position of a pair of values. */
final class Frame {
    static final double WIDTH = 440;
    static final double HEIGHT = 280;
    static final double TOP = 12;
    private static final double BOTTOM = 46;
    private static final double TITLE = 20;

    private final Axis x;
    private final Axis y;
    private final String xTitle;
    private final String yTitle;
    private final double left;
    private final double right;

    Frame(Axis x, String xTitle, Axis y, String yTitle) {
        this.x = x;
        this.y = y;
        this.xTitle = xTitle;
        this.yTitle = yTitle;
        this.left = TITLE + y.labelLength() * Svg.CHARACTER + 8;
        this.right = WIDTH - Math.max(12, lastHalf(x));
    }

    private static double lastHalf(Axis x) {
        var last = x.ticks().getLast();
        return 3 + (x.at(last.value()) > 0.95 ? last.label().length() * Svg.CHARACTER / 2 : 0);
    }

    double x(double value) {
        return left + x.at(value) * (right - left);
    }

    double y(double value) {
        return HEIGHT - BOTTOM - y.at(value) * (HEIGHT - BOTTOM - TOP);
    }

    /** The drawing: grid and labels, and on them the marks. */
    Element drawing(String id, String title, String description, List<Element> marks) {
        var all = new ArrayList<Element>();
        double bottom = HEIGHT - BOTTOM;
        for (var tick : y.ticks()) {
            double at = y(tick.value());
            all.add(Svg.line("grid", left, at, right, at));
            all.add(Svg.text(left - 6, at + 4, "end", tick.label()));
        }
        for (var tick : x.ticks()) {
            double at = x(tick.value());
            all.add(Svg.line("grid", at, TOP, at, bottom));
            all.add(Svg.text(at, bottom + 18, "middle", tick.label()));
        }
        all.add(Svg.line("axis", left, bottom, right, bottom));
        all.add(Svg.text((left + right) / 2, HEIGHT - 8, "middle", xTitle));
        all.add(Svg.upwards(14, (TOP + bottom) / 2, "middle", yTitle));
        all.addAll(marks);
        return Svg.drawing(id, WIDTH, HEIGHT, title, description, all);
    }
}
