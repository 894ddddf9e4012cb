package dev.tornadovim.experiments.sweep;

import dev.tornadovim.experiments.run.RunFolder.Status;
import dev.tornadovim.pipeline.metric.Metric;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Shows a sweep on the console. On a terminal: a table of all jobs, drawn again in place. Elsewhere: a
 * line for each job that starts or ends, and for each epoch.
 */
final class SweepDisplay {

    /** Tables that are longer do not fit a terminal: jobs that wait or are done are left out. */
    private static final int MOST_ROWS = 40;

    private static final long PAUSE_NANOS = 1_000_000_000L;

    private final PrintStream out;
    private final boolean terminal;
    private final SweepFolder sweep;
    private final Metric primary;
    private final LongSupplier nanos;
    private final Map<Job, String> told = new HashMap<>();
    private final long startedAt;
    private final long doneBefore;
    private long shownAt;
    private int lines;

    /**
     * @param out where to
     * @param terminal whether {@code out} is a terminal that understands escape sequences
     * @param nanos a clock
     */
    SweepDisplay(PrintStream out, boolean terminal, SweepFolder sweep, LongSupplier nanos) {
        this.out = out;
        this.terminal = terminal;
        this.sweep = sweep;
        this.primary = sweep.jobs().getFirst().run().config().task().primary();
        this.nanos = nanos;
        startedAt = nanos.getAsLong();
        shownAt = startedAt - PAUSE_NANOS;
        doneBefore = sweep.jobs().stream().filter(j -> j.run().status() == Status.DONE).count();
    }

    /**
     * Shows how far it is.
     *
     * @param running jobs that run now
     * @param last whether this is the end, which is always shown
     */
    void update(Set<Job> running, boolean last) {
        long now = nanos.getAsLong();
        if (now - shownAt < PAUSE_NANOS && !last) {
            return;
        }
        shownAt = now;
        var results = new HashMap<Job, JobResult>();
        sweep.jobs().forEach(job -> results.put(job, JobResult.of(job.run())));
        if (terminal) {
            draw(table(results, running), summary(results, running, now));
        } else {
            sweep.jobs().forEach(job -> tell(job, results.get(job), running.contains(job)));
        }
    }

    private void draw(List<String> table, String summary) {
        var text = new StringBuilder();
        if (lines > 0) {
            text.append("\u001b[").append(lines).append("A\u001b[J");
        }
        table.forEach(line -> text.append(line).append('\n'));
        text.append(summary).append('\n');
        lines = table.size() + 1;
        out.print(text);
        out.flush();
    }

    private List<String> table(Map<Job, JobResult> results, Set<Job> running) {
        var rows = new ArrayList<List<String>>();
        var header = new ArrayList<>(List.of("job"));
        header.addAll(sweep.parameters());
        header.addAll(List.of("state", "epoch", "loss", primary.label() + " %", "images/s"));
        rows.add(header);
        boolean all = sweep.jobs().size() <= MOST_ROWS;
        for (var job : sweep.jobs()) {
            var result = results.get(job);
            if (all || running.contains(job) || result.status() == Status.FAILED) {
                var row = new ArrayList<>(List.of(job.name()));
                row.addAll(job.values().values());
                row.add(state(result, running.contains(job)));
                row.add(result.epoch() + "/" + epochs(job));
                row.add(number("%.4f", result.loss()));
                row.add(primary(result));
                row.add(number("%.0f", result.imagesPerSecond()));
                rows.add(row);
            }
        }
        return Columns.align(rows);
    }

    private void tell(Job job, JobResult result, boolean running) {
        var state = state(result, running);
        var line =
                switch (state) {
                    case "running", "done" ->
                            state
                                    + (result.epoch() == 0
                                            ? ""
                                            : ", epoch %d/%d, loss %s, %s %s %%, %s images/s"
                                                    .formatted(
                                                            result.epoch(),
                                                            epochs(job),
                                                            number("%.4f", result.loss()),
                                                            primary.label(),
                                                            primary(result),
                                                            number(
                                                                    "%.0f",
                                                                    result.imagesPerSecond())));
                    case "failed" -> state + ": " + result.failure().orElse("");
                    default -> state;
                };
        if (!line.equals(told.put(job, line)) && !state.equals("waiting")) {
            out.println("job " + job.describe() + ": " + line);
        }
    }

    private static String state(JobResult result, boolean running) {
        return running
                ? "running"
                : switch (result.status()) {
                    case DONE -> "done";
                    case STOPPED -> "stopped";
                    case FAILED -> "failed";
                    case UNFINISHED -> "waiting";
                };
    }

    private static int epochs(Job job) {
        return job.run().config().schedule().epochs();
    }

    private String primary(JobResult result) {
        var value = result.value(primary);
        return value.isEmpty() ? "-" : primary.number(value.getAsDouble());
    }

    private static String number(String format, OptionalDouble value) {
        return value.isEmpty() ? "-" : String.format(Locale.ROOT, format, value.getAsDouble());
    }

    private String summary(Map<Job, JobResult> results, Set<Job> running, long now) {
        long done = count(results, Status.DONE);
        long failed = results.keySet().stream().filter(j -> isFailed(j, results, running)).count();
        long open = results.size() - done - failed;
        long finished = done - doneBefore;
        var left = "";
        if (finished > 0 && open > 0) {
            left = ", about %s left".formatted(minutes((now - startedAt) / finished * open));
        }
        return "%d jobs: %d done, %d running, %d waiting, %d failed; %s%s"
                .formatted(
                        results.size(),
                        done,
                        running.size(),
                        open - running.size(),
                        failed,
                        minutes(now - startedAt),
                        left);
    }

    private static boolean isFailed(Job job, Map<Job, JobResult> results, Set<Job> running) {
        return results.get(job).status() == Status.FAILED && !running.contains(job);
    }

    private static long count(Map<Job, JobResult> results, Status status) {
        return results.values().stream().filter(r -> r.status() == status).count();
    }

    private static String minutes(long nanos) {
        var time = Duration.ofNanos(nanos);
        return "%d min %02d s".formatted(time.toMinutes(), time.toSecondsPart());
    }
}
