package dev.tornadovim.experiments.report;

import dev.tornadovim.experiments.report.History.Row;
import dev.tornadovim.experiments.report.chart.Element;
import dev.tornadovim.experiments.report.chart.LineChart;
import dev.tornadovim.experiments.report.chart.LineChart.Axes;
import dev.tornadovim.experiments.report.chart.Series;
import dev.tornadovim.experiments.report.chart.Series.Style;
import dev.tornadovim.pipeline.metric.Metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Curves of one training: losses, metrics, learning rate, gradient norm. */
final class Curves {
    private static final String STEPS = "optimizer steps";

    private Curves() {}

    static Optional<Element> of(RunRecord run) {
        var history = run.history();
        var charts = new ArrayList<>(List.of(losses(history)));
        charts.addAll(metrics(history));
        charts.add(
                new LineChart(
                        "Learning rate",
                        STEPS,
                        "learning rate",
                        Axes.LINEAR,
                        List.of(steps(history, "learningRate", "learning rate", 0, Style.SOLID))));
        charts.add(
                new LineChart(
                        "Gradient norm",
                        STEPS,
                        "norm, before clipping",
                        Axes.LOGARITHMIC,
                        noisy(history, "gradientNorm", "gradient norm", 3)));
        charts.removeIf(LineChart::isEmpty);
        var figures = new ArrayList<Element>();
        for (var chart : charts) {
            figures.add(chart.figure("curve-" + figures.size()));
        }
        return figures.isEmpty()
                ? Optional.empty()
                : Optional.of(Html.section("Curves", List.of(Html.charts(figures))));
    }

    private static LineChart losses(History history) {
        var series = new ArrayList<>(noisy(history, "loss", "training loss", 0));
        for (var weights : history.weights()) {
            series.add(
                    evaluations(history, Metric.LOSS, weights, Row::step, 1, Metric.LOSS.label()));
        }
        return new LineChart("Loss", STEPS, "loss", Axes.LINEAR, series);
    }

    /** One chart for all shares, and one for each other metric. */
    private static List<LineChart> metrics(History history) {
        var shares = new ArrayList<Series>();
        var charts = new ArrayList<LineChart>();
        int color = 0;
        for (var key : history.metrics()) {
            var metric = EvaluationMetrics.of(key, List.of(history));
            var series = new ArrayList<Series>();
            for (var weights : history.weights()) {
                series.add(
                        evaluations(history, metric, weights, Row::epoch, color, metric.label()));
            }
            if (metric.share()) {
                shares.addAll(series);
                color++;
            } else {
                charts.add(
                        new LineChart(
                                "Test " + metric.label(),
                                "epoch",
                                metric.axis(),
                                Axes.LINEAR,
                                series));
            }
        }
        charts.addFirst(new LineChart("Test metrics", "epoch", "%", Axes.LINEAR, shares));
        return charts;
    }

    private static Series evaluations(
            History history,
            Metric metric,
            String weights,
            ToDoubleFunction<Row> x,
            int color,
            String name) {
        var rows = history.evaluations().stream().filter(r -> r.weights().equals(weights)).toList();
        boolean average = weights.equals("ema");
        return new Series(
                average ? name + ", averaged weights" : name,
                rows.stream().mapToDouble(x).toArray(),
                rows.stream().mapToDouble(r -> metric.scaled(r.value(metric.name()))).toArray(),
                color,
                average ? Style.DASHED : Style.SOLID);
    }

    private static Series steps(History h, String key, String name, int color, Style style) {
        return new Series(
                name,
                h.steps().stream().mapToDouble(Row::step).toArray(),
                column(h, key),
                color,
                style);
    }

    private static double[] column(History history, String key) {
        return History.column(history.steps(), key);
    }

    /** Values of all steps in a pale line, and their smoothed curve. */
    private static List<Series> noisy(History history, String key, String name, int color) {
        return List.of(
                steps(history, key, "", color, Style.PALE), course(history, key, name, color));
    }

    /** The smoothed curve of a value of the steps. */
    static Series course(History history, String key, String name, int color) {
        var raw = steps(history, key, name, color, Style.SOLID);
        int window = Math.max(1, raw.x().length / 40);
        return new Series(name, raw.x(), Series.smooth(raw.y(), window), color, Style.SOLID);
    }
}
