package dev.tornadovim.experiments.profile;

import dev.tornadovim.kernels.engine.Span;
import dev.tornadovim.kernels.engine.StepListener;
import dev.tornadovim.kernels.program.Cost;
import dev.tornadovim.kernels.program.Stage;
import dev.tornadovim.kernels.program.Step;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Adds up what an engine tells of one step after the other. */
final class Recording implements StepListener {

    /** The stage that reading results back is booked on. */
    static final String RESULTS = "results";

    /** One stage over all recorded steps of the work, in nanoseconds. */
    private static final class StageTimes {
        private long all;
        private long copies;
        private final Map<Step, LongSummaryStatistics> steps = new LinkedHashMap<>();
    }

    private final Map<String, StageTimes> stages = new LinkedHashMap<>();
    private final List<Span> latest = new ArrayList<>();
    private long wall;
    private int count;

    /** Begins another step; the timeline keeps only the latest. */
    void nextStep() {
        count++;
        latest.clear();
    }

    @Override
    public void ran(Stage stage, Step step, long nanos) {
        times(stage.name())
                .steps
                .computeIfAbsent(step, s -> new LongSummaryStatistics())
                .accept(nanos);
    }

    @Override
    public void span(Span span) {
        latest.add(span);
        switch (span.kind()) {
            case PHASE -> wall += span.nanos();
            case STAGE -> times(span.stage()).all += span.nanos();
            case COPY -> times(span.stage()).copies += span.nanos();
            case STEP, KERNEL, LOOP -> {
                // Steps are told with their cost.
            }
        }
    }

    /** Results were read back, outside of any stage. */
    void readBack(long start, long nanos) {
        String track = Span.PROGRAM;
        span(new Span(track, Span.Kind.STAGE, RESULTS, RESULTS, start, nanos));
        span(new Span(track, Span.Kind.COPY, RESULTS, "to the host", start, nanos));
        wall += nanos;
    }

    private StageTimes times(String stage) {
        return stages.computeIfAbsent(stage, s -> new StageTimes());
    }

    /** Steps so far. */
    int count() {
        return count;
    }

    /** Mean seconds of a step, from its first stage to its last and to the results being there. */
    double wallSeconds() {
        return seconds(wall);
    }

    /** The latest step's timeline. */
    List<Span> timeline() {
        return List.copyOf(latest);
    }

    private double seconds(long nanos) {
        return nanos * 1e-9 / count;
    }

    /** Every stage in order, with what its kernels took to compile. */
    List<Row> stages(Map<Stage, Long> compileNanos, Ceilings ceilings) {
        Map<String, Long> compiled = new HashMap<>();
        compileNanos.forEach((stage, nanos) -> compiled.merge(stage.name(), nanos, Long::sum));
        List<Row> rows = new ArrayList<>();
        stages.forEach(
                (name, times) -> {
                    Row nothing = new Row(name, 0, 0, 0, 0, 0, 0, 0, 0);
                    Row work = rows(times, ceilings).reduce(nothing, Row::plus);
                    rows.add(
                            new Row(
                                    name,
                                    1,
                                    work.seconds(),
                                    work.flops(),
                                    work.bytes(),
                                    work.least(),
                                    seconds(times.copies),
                                    seconds(times.all - times.copies) - work.seconds(),
                                    compiled.getOrDefault(name, 0L) * 1e-9));
                });
        return rows;
    }

    private Stream<Row> rows(StageTimes times, Ceilings ceilings) {
        return times.steps.entrySet().stream()
                .map(entry -> row(entry.getKey(), entry.getValue(), ceilings));
    }

    private Row row(Step step, LongSummaryStatistics nanos, Ceilings ceilings) {
        int runs = (int) nanos.getCount() / count;
        Cost cost = step.cost();
        return new Row(
                opName(step.name()),
                runs,
                seconds(nanos.getSum()),
                runs * cost.flops(),
                runs * cost.bytes(),
                runs * ceilings.seconds(cost.flops(), cost.bytes()),
                0,
                0,
                0);
    }

    /** Every op, the one that takes longest first. */
    List<Row> ops(Ceilings ceilings) {
        return stages.values().stream()
                .flatMap(times -> rows(times, ceilings))
                .collect(Collectors.toMap(Row::name, row -> row, Row::plus, LinkedHashMap::new))
                .values()
                .stream()
                .sorted(Comparator.comparingDouble(Row::seconds).reversed())
                .toList();
    }

    /** The name of a step without its number within the stage: {@code linear#2} is a linear. */
    static String opName(String step) {
        return step.replaceAll("#\\d+$", "");
    }
}
