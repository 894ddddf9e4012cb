package dev.tornadovim.experiments.efficiency;

import dev.tornadovim.experiments.report.chart.LineChart;
import dev.tornadovim.experiments.report.chart.Series;
import dev.tornadovim.experiments.report.chart.SvgFile;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The figure as SVG: throughput and peak memory over the resolution, both axes logarithmic, one line a
 * network; a cross marks where a network could not run.
 */
final class EfficiencyFigure {
    private EfficiencyFigure() {}

    /**
     * Draws.
     *
     * @param title what was measured on what
     */
    static String svg(List<Measurement> all, String title) {
        var charts =
                List.of(
                        chart(all, "images/s", Measurement.Result::imagesPerSecond),
                        chart(all, "peak memory, MB", r -> r.peakBytes() * 1e-6));
        return new SvgFile(title, charts, "✕ does not run").text();
    }

    private static LineChart chart(
            List<Measurement> all, String title, ToDoubleFunction<Measurement.Result> value) {
        var curves = Arrays.stream(Contender.values()).map(c -> curve(all, c, value)).toList();
        return new LineChart(title, "pixels of a side", title, LineChart.Axes.SCALING, curves);
    }

    private static Series curve(
            List<Measurement> all,
            Contender contender,
            ToDoubleFunction<Measurement.Result> value) {
        var its =
                all.stream()
                        .filter(m -> m.contender() == contender)
                        .sorted(Comparator.comparingInt(Measurement::pixels))
                        .toList();
        return new Series(
                contender.title(),
                its.stream().mapToDouble(Measurement::pixels).toArray(),
                its.stream()
                        .mapToDouble(m -> m.result().map(value::applyAsDouble).orElse(Double.NaN))
                        .toArray(),
                contender.ordinal(),
                Series.Style.SOLID);
    }
}
