package dev.tornadovim.experiments.report;

import dev.tornadovim.experiments.report.SweepRecord.Group;
import dev.tornadovim.experiments.report.SweepRecord.Job;
import dev.tornadovim.experiments.report.chart.DotPlot;
import dev.tornadovim.experiments.report.chart.Element;
import dev.tornadovim.experiments.run.RunFolder.Status;
import dev.tornadovim.experiments.sweep.Spread;
import dev.tornadovim.pipeline.metric.Metric;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** The page of a sweep: the best combination, its lead, and whether it is more than chance. */
final class SweepReport {
    private final SweepRecord sweep;
    private final Metric metric;
    private final List<Group> groups;

    private SweepReport(SweepRecord sweep) {
        this.sweep = sweep;
        this.metric = sweep.metric();
        this.groups = sweep.groups(metric);
    }

    /** The page as text. */
    static String html(SweepRecord sweep) {
        return new SweepReport(sweep).page();
    }

    private String page() {
        var content = new ArrayList<Element>();
        content.add(
                Element.of("header")
                        .add(
                                Element.of("h1", "Sweep of " + sweep.config()),
                                Element.of("p", count()).with("class", "soft")));
        content.add(Html.section("Ranking", best()));
        var figures = new Overlay(curves()).figures(metric);
        if (!figures.isEmpty()) {
            content.add(Html.section("Curves", List.of(Html.charts(figures))));
        }
        content.add(Html.section("Jobs", List.of(jobs())));
        content.add(
                Html.section(
                        "Reproduce this sweep",
                        List.of(
                                Html.command(Rerun.maven(sweep.command())),
                                Html.paragraph(
                                        "The page of each job has the command of that job."))));
        content.add(
                Neighbors.of(
                        sweep.folder(),
                        List.of("results.csv", "jobs.csv", "sweep.json", "command.txt")));
        return Page.html("Sweep of " + sweep.config(), content);
    }

    private String count() {
        long done = ofStatus(Status.DONE);
        long failed = ofStatus(Status.FAILED);
        long rest = sweep.jobs().size() - done - failed;
        return "%d jobs: %d done, %d failed, %d unfinished · %s"
                .formatted(
                        sweep.jobs().size(),
                        done,
                        failed,
                        rest,
                        String.join(", ", sweep.parameters()));
    }

    private long ofStatus(Status status) {
        return sweep.jobs().stream().filter(job -> job.run().status() == status).count();
    }

    private List<Element> best() {
        var content = new ArrayList<Element>();
        var header = sweep.jobs().getFirst().run().header();
        var about = new LinkedHashMap<String, String>();
        about.put("Purpose", header.get("Purpose"));
        about.put("Expected", header.get("Expected"));
        content.add(Html.list(about));
        content.add(Element.of("p", Verdict.of(groups, metric)).with("class", "box"));
        var ranked = groups.stream().filter(group -> group.latest().count() > 0).toList();
        if (!ranked.isEmpty()) {
            content.add(plot(ranked).figure("groups"));
        }
        content.add(table());
        return content;
    }

    private DotPlot plot(List<Group> ranked) {
        return new DotPlot(
                "%s at the end of training: each job, mean and deviation".formatted(metric.label()),
                metric.axis(),
                ranked.stream()
                        .map(
                                group ->
                                        new DotPlot.Group(
                                                group.name(),
                                                group.done().stream()
                                                        .map(SweepReport::title)
                                                        .toList(),
                                                group.done().stream()
                                                        .map(j -> metric.scaled(j.latest(metric)))
                                                        .toList(),
                                                metric.scaled(group.latest().mean()),
                                                metric.scaled(group.latest().deviation())))
                        .toList());
    }

    private static String title(Job job) {
        var seed = job.values().get("seed");
        return "job " + job.name() + (seed == null ? "" : ", seed " + seed);
    }

    private Element table() {
        var header = new ArrayList<>(List.of("rank"));
        header.addAll(sweep.grouping());
        header.addAll(
                List.of(
                        metric.label() + ", end",
                        metric.label() + ", best",
                        "test loss, end",
                        "jobs"));
        var rows = new ArrayList<List<String>>();
        for (var group : groups) {
            var row = new ArrayList<>(List.of(String.valueOf(rows.size() + 1)));
            row.addAll(group.values());
            row.add(spread(metric, group.latest()));
            row.add(spread(metric, group.best()));
            row.add(spread(Metric.LOSS, group.loss()));
            row.add(
                    group.done().size()
                            + (group.failed() > 0 ? ", " + group.failed() + " failed" : ""));
            rows.add(row);
        }
        return Html.table(header, rows);
    }

    private static String spread(Metric metric, Spread spread) {
        return spread.count() < 2
                ? Amounts.of(metric, spread.mean())
                : metric.number(spread.mean()) + " ± " + metric.text(spread.deviation());
    }

    private List<Overlay.Curve> curves() {
        var order = groups.stream().map(Group::values).toList();
        return sweep.jobs().stream()
                .map(
                        job -> {
                            int color = order.indexOf(sweep.values(job));
                            return new Overlay.Curve(groups.get(color).name(), color, job.run());
                        })
                .toList();
    }

    private Element jobs() {
        var header = new ArrayList<>(List.of("job"));
        header.addAll(sweep.parameters());
        header.addAll(
                List.of("status", metric.label() + ", end", metric.label() + ", best", "reason"));
        var rows = new ArrayList<List<Element>>();
        for (var job : sweep.jobs()) {
            var history = job.run().history();
            var row = new ArrayList<Element>();
            row.add(Element.of("td").add(Html.link(job.name() + "/" + Reports.FILE, job.name())));
            job.values().values().forEach(value -> row.add(Html.cell(value)));
            row.add(Element.of("td").add(Summary.status(job.run().status())));
            row.add(ComparisonReport.value(metric, history.latest(metric)));
            row.add(ComparisonReport.value(metric, history.best(metric)));
            row.add(Html.cell(job.run().failure().orElse("")));
            rows.add(row);
        }
        return Html.tableOf(header, rows);
    }
}
