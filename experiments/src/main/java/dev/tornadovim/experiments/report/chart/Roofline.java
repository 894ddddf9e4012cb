package dev.tornadovim.experiments.report.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * A roofline plot (Williams, Waterman and Patterson, CACM 52(4), 2009): the speed of each op over
 * its operations per byte, below the ceilings of memory and arithmetic.
 *
 * @param title what it shows
 * @param gflops ceiling of arithmetic, 10⁹ operations per second
 * @param gigabytes ceiling of memory, 10⁹ bytes per second
 * @param ops numbered in this order, from 1
 */
public record Roofline(String title, double gflops, double gigabytes, List<Op> ops) {

    /**
     * One op.
     *
     * @param flops operations per step
     * @param bytes per step
     * @param seconds per step
     */
    public record Op(String name, double flops, double bytes, double seconds) {
        double intensity() {
            return flops / bytes;
        }

        double speed() {
            return flops / seconds * 1e-9;
        }

        /** Whether it can be plotted: some ops only move data. */
        public boolean isDrawable() {
            return flops > 0 && bytes > 0 && seconds > 0;
        }
    }

    /** The plot with its title. */
    public Element figure(String id) {
        var drawn = ops.stream().filter(Op::isDrawable).toList();
        double ridge = gflops / gigabytes;
        var x =
                Axis.logarithmic(
                        DoubleStream.concat(
                                        drawn.stream().mapToDouble(Op::intensity),
                                        DoubleStream.of(ridge / 2, ridge * 4))
                                .toArray());
        var y =
                Axis.logarithmic(
                        DoubleStream.concat(
                                        drawn.stream().mapToDouble(Op::speed),
                                        DoubleStream.of(
                                                gflops, Math.min(gflops, gigabytes * x.min())))
                                .toArray());
        var frame = new Frame(x, "operations per byte", y, "GFLOP/s");
        var marks = new ArrayList<Element>();
        double start = Math.max(x.min(), y.min() / gigabytes);
        marks.add(
                Svg.line(
                        "roof",
                        frame.x(start),
                        frame.y(start * gigabytes),
                        frame.x(ridge),
                        frame.y(gflops)));
        marks.add(
                Svg.line(
                        "roof",
                        frame.x(ridge),
                        frame.y(gflops),
                        frame.x(x.max()),
                        frame.y(gflops)));
        for (int i = ops.size() - 1; i >= 0; i--) {
            if (ops.get(i).isDrawable()) {
                marks.add(op(ops.get(i), i + 1, frame));
            }
        }
        return Element.of("figure")
                .add(
                        Element.of("figcaption", title),
                        frame.drawing(id, title, description(drawn), marks));
    }

    private static Element op(Op op, int number, Frame frame) {
        double x = frame.x(op.intensity());
        double y = frame.y(op.speed());
        return Element.of("g")
                .with("class", "op")
                .add(
                        Svg.point("disc", x, y, 8, tip(op)),
                        Svg.text(x, y + 4, "middle", String.valueOf(number)));
    }

    private static String tip(Op op) {
        return String.format(
                Locale.ROOT,
                "%s: %.3f ms, %.1f GFLOP/s, %.2g operations per byte",
                op.name(),
                1e3 * op.seconds(),
                op.speed(),
                op.intensity());
    }

    private String description(List<Op> drawn) {
        var text =
                new StringBuilder(
                        String.format(
                                Locale.ROOT,
                                "Ceilings %.1f GFLOP/s and %.1f GB/s.",
                                gflops,
                                gigabytes));
        drawn.forEach(op -> text.append(' ').append(tip(op)).append('.'));
        return text.toString();
    }
}
