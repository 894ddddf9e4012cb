package dev.tornadovim.experiments.report;

import dev.tornadovim.experiments.report.chart.Element;
import dev.tornadovim.pipeline.metric.Metric;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** The page that compares several runs. */
final class ComparisonReport {
    /** Settings that do not affect a result. */
    private static final Set<String> ELSEWHERE = Set.of("run.dir", "run.tag");

    private final List<RunRecord> runs;
    private final Path folder;
    private final List<String> names;

    private ComparisonReport(List<RunRecord> runs, Path folder) {
        this.runs = runs;
        this.folder = folder;
        this.names = runs.stream().map(run -> link(run.folder())).toList();
    }

    /**
     * The page as text.
     *
     * @param folder folder of the page, for relative links
     */
    static String html(List<RunRecord> runs, Path folder) {
        return new ComparisonReport(runs, folder).page();
    }

    private String page() {
        var metric = EvaluationMetrics.primary(runs.stream().map(RunRecord::history).toList());
        var content = new ArrayList<Element>();
        content.add(Element.of("header").add(Element.of("h1", runs.size() + " runs compared")));
        content.add(Html.section("Results", List.of(results(metric))));
        var differing = differing();
        content.add(
                Html.section(
                        "Different settings",
                        List.of(
                                differing.isEmpty()
                                        ? Html.paragraph("All settings are the same.")
                                        : settings(differing))));
        var figures = new Overlay(curves()).figures(metric);
        if (!figures.isEmpty()) {
            content.add(Html.section("Curves", List.of(Html.charts(figures))));
        }
        content.add(Html.section("Reproduce these runs", commands()));
        return Page.html(runs.size() + " runs compared", content);
    }

    private List<Overlay.Curve> curves() {
        return IntStream.range(0, runs.size())
                .mapToObj(i -> new Overlay.Curve(names.get(i), i, runs.get(i)))
                .toList();
    }

    private Element results(Metric metric) {
        var rows = new ArrayList<List<Element>>();
        for (var run : runs) {
            var history = run.history();
            var row = new ArrayList<Element>();
            row.add(name(run));
            row.add(Element.of("td").add(Summary.status(run.status())));
            row.add(value(metric, history.best(metric)));
            row.add(value(metric, history.latest(metric)));
            row.add(value(Metric.LOSS, history.latest(metric)));
            row.add(Html.cell(String.valueOf(history.epochs().size())));
            row.add(Html.cell(Amounts.number(history.imagesPerSecond())));
            row.add(
                    Html.cell(
                            history.epochs().isEmpty()
                                    ? "–"
                                    : Amounts.duration(history.seconds())));
            rows.add(row);
        }
        return Html.tableOf(
                List.of(
                        "run",
                        "status",
                        metric.label() + ", best",
                        metric.label() + ", end",
                        "test loss, end",
                        "epochs",
                        "images/s",
                        "time"),
                rows);
    }

    /** A row of an evaluation as the value of a metric. */
    static Element value(Metric metric, Optional<History.Row> row) {
        return Html.cell(row.map(r -> Amounts.of(metric, r.value(metric.name()))).orElse("–"));
    }

    private Element name(RunRecord run) {
        var cell = Element.of("td");
        var link = link(run.folder());
        return Files.exists(run.folder().resolve(Reports.FILE))
                ? cell.add(Html.link(link + "/" + Reports.FILE, link))
                : cell.text(link);
    }

    private String link(Path run) {
        var relative =
                folder.toAbsolutePath().normalize().relativize(run.toAbsolutePath().normalize());
        var text = relative.toString().replace('\\', '/');
        return text.isEmpty() ? "." : text;
    }

    private List<String> differing() {
        var keys = new LinkedHashSet<String>();
        runs.forEach(run -> keys.addAll(run.config().keySet()));
        keys.removeAll(ELSEWHERE);
        return keys.stream()
                .filter(key -> runs.stream().map(run -> run.setting(key)).distinct().count() > 1)
                .toList();
    }

    /** One row per setting, because runs differ in few of many. */
    private Element settings(List<String> keys) {
        var header = new ArrayList<>(List.of("setting"));
        header.addAll(names);
        var rows = new ArrayList<List<String>>();
        for (var key : keys) {
            var row = new ArrayList<>(List.of(key));
            runs.forEach(run -> row.add(run.config().containsKey(key) ? run.setting(key) : "–"));
            rows.add(row);
        }
        return Html.table(header, rows);
    }

    private List<Element> commands() {
        var content = new ArrayList<Element>();
        for (int i = 0; i < runs.size(); i++) {
            content.add(Html.paragraph(names.get(i)));
            content.add(Html.command(Rerun.maven(runs.get(i).command())));
        }
        return content;
    }
}
