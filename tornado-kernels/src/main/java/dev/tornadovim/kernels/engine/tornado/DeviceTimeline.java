package dev.tornadovim.kernels.engine.tornado;

import dev.tornadovim.kernels.engine.Span;
import dev.tornadovim.kernels.engine.StepListener;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Step;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/** What happened when during a phase. Noted while it runs, told to the listener afterwards. */
final class DeviceTimeline {

    /**
     * One execution of a graph.
     *
     * @param stage whose steps it ran; empty for the engine's own graphs
     */
    private record Ran(int graph, String name, Optional<StageGraph> stage, long start, long end) {

        String stageName() {
            return stage.map(s -> s.stage().name()).orElse(name);
        }
    }

    private final Phase phase;
    private final List<Ran> executions = new ArrayList<>();

    DeviceTimeline(Phase phase) {
        this.phase = phase;
    }

    /** Runs a graph and notes when. */
    void run(int graph, String name, Optional<StageGraph> stage, Runnable execution) {
        long start = System.nanoTime();
        execution.run();
        executions.add(new Ran(graph, name, stage, start, System.nanoTime()));
    }

    /**
     * Tells everything.
     *
     * @param profiles TornadoVM's profile of a graph by its number
     */
    void report(IntFunction<String> profiles, StepListener listener) {
        if (executions.isEmpty()) {
            return;
        }
        long start = executions.getFirst().start;
        long nanos = executions.getLast().end - start;
        listener.span(new Span(Span.PROGRAM, Span.Kind.PHASE, "", phase.name(), start, nanos));
        for (Ran ran : executions) {
            String stage = ran.stageName();
            listener.span(
                    new Span(
                            Span.PROGRAM,
                            Span.Kind.STAGE,
                            stage,
                            stage,
                            ran.start,
                            ran.end - ran.start));
            report(ran, KernelTimes.ofLast(ran.name, profiles.apply(ran.graph)), listener);
        }
    }

    private static void report(Ran ran, KernelTimes times, StepListener listener) {
        Queue queue = new Queue(ran, listener);
        queue.put(Span.Kind.COPY, "to the device", times.copyIn());
        Map<String, Step> owners = ran.stage.map(StageGraph::steps).orElse(Map.of());
        Map<Step, Long> steps = new LinkedHashMap<>();
        owners.forEach(
                (task, step) -> {
                    long nanos = times.kernels().getOrDefault(task, 0L);
                    steps.merge(step, nanos, Long::sum);
                    queue.put(Span.Kind.KERNEL, task.substring(task.lastIndexOf('.') + 1), nanos);
                });
        ran.stage.ifPresent(
                graph -> steps.forEach((step, nanos) -> listener.ran(graph.stage(), step, nanos)));
        queue.put(Span.Kind.COPY, "to the host", times.copyOut());
    }

    /** Puts the spans of a graph one behind the other. */
    private static final class Queue {

        private final String stage;
        private final StepListener listener;
        private long now;

        Queue(Ran ran, StepListener listener) {
            this.stage = ran.stageName();
            this.listener = listener;
            this.now = ran.start;
        }

        void put(Span.Kind kind, String name, long nanos) {
            if (nanos > 0) {
                listener.span(new Span(Span.QUEUE, kind, stage, name, now, nanos));
                now += nanos;
            }
        }
    }
}
