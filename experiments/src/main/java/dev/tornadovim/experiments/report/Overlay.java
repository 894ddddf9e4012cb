package dev.tornadovim.experiments.report;

import dev.tornadovim.experiments.report.chart.Element;
import dev.tornadovim.experiments.report.chart.LineChart;
import dev.tornadovim.experiments.report.chart.LineChart.Axes;
import dev.tornadovim.experiments.report.chart.Series;
import dev.tornadovim.experiments.report.chart.Series.Style;
import dev.tornadovim.pipeline.metric.Metric;

import java.util.ArrayList;
import java.util.List;

/**
 * Charts with curves of several runs.
 *
 * @param runs in order
 */
record Overlay(List<Curve> runs) {
    private static final int COLORS = 8;

    /**
     * A run.
     *
     * @param name for the legend; runs of the same name share an entry
     * @param color number of its color
     */
    record Curve(String name, int color, RunRecord run) {
        Style style() {
            return color / COLORS % 2 == 0 ? Style.SOLID : Style.DASHED;
        }
    }

    /** The metric by epoch, and the training loss by step. */
    List<Element> figures(Metric metric) {
        var metrics = new ArrayList<Series>();
        var losses = new ArrayList<Series>();
        for (var curve : runs) {
            var history = curve.run().history();
            var rows = history.evaluations().stream().filter(Overlay::ofTheModel).toList();
            metrics.add(
                    new Series(
                            curve.name(),
                            rows.stream().mapToDouble(History.Row::epoch).toArray(),
                            rows.stream()
                                    .mapToDouble(r -> metric.scaled(r.value(metric.name())))
                                    .toArray(),
                            curve.color(),
                            curve.style()));
            var loss = Curves.course(history, "loss", curve.name(), curve.color());
            losses.add(new Series(loss.name(), loss.x(), loss.y(), loss.color(), curve.style()));
        }
        var charts =
                new ArrayList<>(
                        List.of(
                                new LineChart(
                                        "Test " + metric.label().replaceFirst("^test ", ""),
                                        "epoch",
                                        metric.axis(),
                                        Axes.LINEAR,
                                        metrics),
                                new LineChart(
                                        "Training loss, smoothed",
                                        "optimizer steps",
                                        "loss",
                                        Axes.LINEAR,
                                        losses)));
        charts.removeIf(chart -> chart.isEmpty() || !chart.hasCourse());
        var figures = new ArrayList<Element>();
        charts.forEach(chart -> figures.add(chart.figure("overlay-" + figures.size())));
        return figures;
    }

    /** Averaged weights have their own curves, on the pages of the runs. */
    private static boolean ofTheModel(History.Row row) {
        return row.weights().equals("model");
    }
}
