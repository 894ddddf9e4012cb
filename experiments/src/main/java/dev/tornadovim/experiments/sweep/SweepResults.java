package dev.tornadovim.experiments.sweep;

import dev.tornadovim.experiments.run.RunFolder.Status;
import dev.tornadovim.experiments.sink.Csv;
import dev.tornadovim.experiments.sink.EpochCsvSink;
import dev.tornadovim.pipeline.metric.Metric;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a sweep came to: every job, and every combination of values with mean and deviation over its
 * seeds, best first by the task's primary metric at the end of training. Its best value of all epochs
 * stands beside it, but that was chosen on the test images.
 */
final class SweepResults {
    private static final String SEED = "seed";

    private final SweepFolder folder;
    private final Metric primary;
    private final List<Metric> others;
    private final List<String> grouping;
    private final Map<Job, JobResult> jobs = new LinkedHashMap<>();

    /**
     * One combination.
     *
     * @param values of the parameters but for the seed
     * @param primary metric at the end of training
     * @param best of all epochs
     * @param others metrics at the end of training
     * @param failed jobs that do not count
     */
    record Group(
            List<String> values, Spread primary, Spread best, List<Spread> others, long failed) {}

    private SweepResults(SweepFolder folder) {
        this.folder = folder;
        // The jobs of a sweep differ in what they do, not in what they learn.
        var metrics = folder.jobs().getFirst().run().config().task().metrics();
        this.primary = metrics.getFirst();
        this.others = metrics.subList(1, metrics.size());
        this.grouping = folder.parameters().stream().filter(p -> !p.equals(SEED)).toList();
    }

    /** Reads the results of all jobs that have ended. */
    static SweepResults of(SweepFolder folder) {
        var results = new SweepResults(folder);
        folder.jobs().forEach(job -> results.jobs.put(job, JobResult.of(job.run())));
        return results;
    }

    /** Jobs that failed, with the reason. */
    Map<Job, String> failed() {
        var failed = new LinkedHashMap<Job, String>();
        jobs.forEach((job, result) -> result.failure().ifPresent(why -> failed.put(job, why)));
        return failed;
    }

    /** All combinations, best first; those without a result last. */
    List<Group> groups() {
        Map<List<String>, List<JobResult>> byValues =
                jobs.entrySet().stream()
                        .collect(
                                Collectors.groupingBy(
                                        e -> values(e.getKey()),
                                        LinkedHashMap::new,
                                        Collectors.mapping(
                                                Map.Entry::getValue, Collectors.toList())));
        var groups = new ArrayList<Group>();
        byValues.forEach((values, results) -> groups.add(group(values, results)));
        groups.sort(
                Comparator.comparingDouble(
                        (Group g) -> g.primary().count() == 0 ? 1 : -g.primary().mean()));
        return groups;
    }

    private List<String> values(Job job) {
        return grouping.stream().map(job.values()::get).toList();
    }

    private Group group(List<String> values, List<JobResult> results) {
        var done = results.stream().filter(r -> r.status() == Status.DONE).toList();
        return new Group(
                values,
                spread(done, result -> result.value(primary)),
                spread(done, JobResult::best),
                others.stream()
                        .map(metric -> spread(done, result -> result.value(metric)))
                        .toList(),
                results.stream().filter(r -> r.status() == Status.FAILED).count());
    }

    private static Spread spread(
            List<JobResult> results, Function<JobResult, OptionalDouble> metric) {
        return Spread.of(
                results.stream().map(metric).flatMap(value -> value.stream().boxed()).toList());
    }

    /** Writes {@code jobs.csv} and {@code results.csv}. */
    void write() {
        SweepFolder.write(folder.jobTable(), jobTable());
        SweepFolder.write(folder.resultTable(), resultTable());
    }

    private String jobTable() {
        var rows = new ArrayList<List<String>>();
        var header = new ArrayList<>(List.of("job"));
        header.addAll(folder.parameters());
        header.addAll(List.of("status", "epoch", "loss"));
        others.forEach(metric -> header.add(EpochCsvSink.column(metric)));
        header.addAll(List.of(column(), "best_" + column(), "failure"));
        rows.add(header);
        jobs.forEach(
                (job, result) -> {
                    var row = new ArrayList<>(List.of(job.name()));
                    row.addAll(job.values().values());
                    row.add(result.status().name().toLowerCase(Locale.ROOT));
                    row.add(String.valueOf(result.epoch()));
                    row.add(number(result.loss().orElse(Double.NaN)));
                    others.forEach(m -> row.add(number(result.value(m).orElse(Double.NaN))));
                    row.add(number(result.value(primary).orElse(Double.NaN)));
                    row.add(number(result.best().orElse(Double.NaN)));
                    row.add(result.failure().orElse(""));
                    rows.add(row);
                });
        return csv(rows);
    }

    private String resultTable() {
        var rows = new ArrayList<List<String>>();
        var header = new ArrayList<>(List.of("rank"));
        header.addAll(grouping);
        header.addAll(List.of("runs", "failed"));
        var columns = new ArrayList<>(List.of(column(), "best_" + column()));
        others.forEach(metric -> columns.add(EpochCsvSink.column(metric)));
        columns.forEach(name -> header.addAll(List.of(name + "_mean", name + "_deviation")));
        rows.add(header);
        for (var group : groups()) {
            var row = new ArrayList<>(List.of(String.valueOf(rows.size())));
            row.addAll(group.values());
            row.add(String.valueOf(group.primary().count()));
            row.add(String.valueOf(group.failed()));
            var spreads = new ArrayList<>(List.of(group.primary(), group.best()));
            spreads.addAll(group.others());
            for (var spread : spreads) {
                row.addAll(List.of(number(spread.mean()), number(spread.deviation())));
            }
            rows.add(row);
        }
        return csv(rows);
    }

    private String column() {
        return EpochCsvSink.column(primary);
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.6f", value);
    }

    private static String csv(List<List<String>> rows) {
        return rows.stream().map(Csv::line).collect(Collectors.joining("\n", "", "\n"));
    }

    /** The combinations as a table for readers, shares in percent. */
    List<String> lines() {
        var rows = new ArrayList<List<String>>();
        var header = new ArrayList<>(grouping);
        header.addAll(List.of(title(primary.label(), primary), title("best epoch", primary)));
        others.forEach(metric -> header.add(title(metric.label(), metric)));
        header.add("runs");
        rows.add(header);
        for (var group : groups()) {
            var row = new ArrayList<>(group.values());
            row.add(plusMinus(group.primary(), primary));
            row.add(plusMinus(group.best(), primary));
            for (int i = 0; i < others.size(); i++) {
                row.add(plusMinus(group.others().get(i), others.get(i)));
            }
            row.add(
                    group.primary().count()
                            + (group.failed() > 0 ? ", " + group.failed() + " failed" : ""));
            rows.add(row);
        }
        return Columns.align(rows);
    }

    private static String title(String label, Metric metric) {
        return metric.share() ? label + " %" : label;
    }

    private static String plusMinus(Spread spread, Metric metric) {
        if (spread.count() == 0) {
            return "-";
        }
        var mean = metric.number(spread.mean());
        return spread.count() < 2 ? mean : mean + " ± " + metric.number(spread.deviation());
    }
}
