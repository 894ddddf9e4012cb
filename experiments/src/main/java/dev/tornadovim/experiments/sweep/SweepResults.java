package dev.tornadovim.experiments.sweep;

import dev.tornadovim.experiments.run.RunFolder.Status;

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
 * seeds, best first by the accuracy at the end of training. The best accuracy of all epochs stands
 * beside it, but it was chosen on the test images.
 */
final class SweepResults {
    private static final String SEED = "seed";

    private final SweepFolder folder;
    private final List<String> grouping;
    private final Map<Job, JobResult> jobs = new LinkedHashMap<>();

    /**
     * One combination.
     *
     * @param values of the parameters but for the seed
     * @param top1 at the end of training
     * @param bestTop1 of all epochs
     * @param testLoss at the end of training
     * @param failed jobs that do not count
     */
    record Group(List<String> values, Spread top1, Spread bestTop1, Spread testLoss, long failed) {}

    private SweepResults(SweepFolder folder) {
        this.folder = folder;
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
                        (Group g) -> g.top1().count() == 0 ? 1 : -g.top1().mean()));
        return groups;
    }

    private List<String> values(Job job) {
        return grouping.stream().map(job.values()::get).toList();
    }

    private static Group group(List<String> values, List<JobResult> results) {
        var done = results.stream().filter(r -> r.status() == Status.DONE).toList();
        return new Group(
                values,
                spread(done, JobResult::top1),
                spread(done, JobResult::bestTop1),
                spread(done, JobResult::testLoss),
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
        header.addAll(
                List.of("status", "epoch", "loss", "test_loss", "top1", "best_top1", "failure"));
        rows.add(header);
        jobs.forEach(
                (job, result) -> {
                    var row = new ArrayList<>(List.of(job.name()));
                    row.addAll(job.values().values());
                    row.add(result.status().name().toLowerCase(Locale.ROOT));
                    row.add(String.valueOf(result.epoch()));
                    row.add(number(result.loss().orElse(Double.NaN)));
                    row.add(number(result.testLoss().orElse(Double.NaN)));
                    row.add(number(result.top1().orElse(Double.NaN)));
                    row.add(number(result.bestTop1().orElse(Double.NaN)));
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
        for (var metric : List.of("top1", "best_top1", "test_loss")) {
            header.addAll(List.of(metric + "_mean", metric + "_deviation"));
        }
        rows.add(header);
        for (var group : groups()) {
            var row = new ArrayList<>(List.of(String.valueOf(rows.size())));
            row.addAll(group.values());
            row.add(String.valueOf(group.top1().count()));
            row.add(String.valueOf(group.failed()));
            for (var spread : List.of(group.top1(), group.bestTop1(), group.testLoss())) {
                row.addAll(List.of(number(spread.mean()), number(spread.deviation())));
            }
            rows.add(row);
        }
        return csv(rows);
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.6f", value);
    }

    private static String csv(List<List<String>> rows) {
        return rows.stream()
                .map(row -> row.stream().map(SweepResults::field).collect(Collectors.joining(",")))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** Quoted as RFC 4180 has it. */
    private static String field(String text) {
        return text.chars().anyMatch(c -> ",\"\n\r".indexOf(c) >= 0)
                ? '"' + text.replace("\"", "\"\"") + '"'
                : text;
    }

    /** The combinations as a table for readers, accuracies in percent. */
    List<String> lines() {
        var rows = new ArrayList<List<String>>();
        var header = new ArrayList<>(grouping);
        header.addAll(List.of("top-1 %", "best epoch %", "test loss", "runs"));
        rows.add(header);
        for (var group : groups()) {
            var row = new ArrayList<>(group.values());
            row.add(plusMinus(group.top1(), 100, "%.2f"));
            row.add(plusMinus(group.bestTop1(), 100, "%.2f"));
            row.add(plusMinus(group.testLoss(), 1, "%.4f"));
            row.add(
                    group.top1().count()
                            + (group.failed() > 0 ? ", " + group.failed() + " failed" : ""));
            rows.add(row);
        }
        return Columns.align(rows);
    }

    private static String plusMinus(Spread spread, double scale, String format) {
        if (spread.count() == 0) {
            return "-";
        }
        var mean = String.format(Locale.ROOT, format, scale * spread.mean());
        return spread.count() < 2
                ? mean
                : mean + " ± " + String.format(Locale.ROOT, format, scale * spread.deviation());
    }
}
