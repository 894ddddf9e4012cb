package dev.tornadovim.kernels.engine.tornado;

import dev.tornadovim.kernels.engine.Span;
import dev.tornadovim.kernels.engine.StepListener;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Stage;
import dev.tornadovim.kernels.program.Step;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/** What happened when during a phase. Noted while it runs, told to the listener afterwards. */
final class DeviceTimeline {

    /** Something that ran. */
    private sealed interface Ran {

        long start();

        long end();

        /** Name of the stage that it belongs to. */
        String stageName();

        default long nanos() {
            return end() - start();
        }
    }

    /**
     * One execution of a graph.
     *
     * @param stage whose steps it ran; empty for the engine's own graphs
     */
    private record RanGraph(
            int graph, String name, Optional<StageGraph> stage, long start, long end)
            implements Ran {

        @Override
        public String stageName() {
            return stage.map(s -> s.stage().name()).orElse(name);
        }
    }

    /** A stage of the host, copies from and to the device included. */
    private record RanOnHost(Stage stage, long start, long end) implements Ran {

        @Override
        public String stageName() {
            return stage.name();
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
        executions.add(new RanGraph(graph, name, stage, start, System.nanoTime()));
    }

    /** Runs a stage of the host and notes when. */
    void runOnHost(Stage stage, Runnable execution) {
        long start = System.nanoTime();
        execution.run();
        executions.add(new RanOnHost(stage, start, System.nanoTime()));
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
        long start = executions.getFirst().start();
        long nanos = executions.getLast().end() - start;
        listener.span(new Span(Span.PROGRAM, Span.Kind.PHASE, "", phase.name(), start, nanos));
        for (Ran ran : executions) {
            String stage = ran.stageName();
            listener.span(
                    new Span(
                            Span.PROGRAM, Span.Kind.STAGE, stage, stage, ran.start(), ran.nanos()));
            switch (ran) {
                case RanGraph graph ->
                        report(
                                graph,
                                KernelTimes.ofLast(graph.name, profiles.apply(graph.graph)),
                                listener);
                case RanOnHost host -> report(host, listener);
            }
        }
    }

    private static void report(RanOnHost ran, StepListener listener) {
        Step step = ran.stage.steps().getFirst();
        String stage = ran.stage.name();
        listener.ran(ran.stage, step, ran.nanos());
        listener.span(
                new Span(Span.PROGRAM, Span.Kind.STEP, stage, step.name(), ran.start, ran.nanos()));
    }

    private static void report(RanGraph ran, KernelTimes times, StepListener listener) {
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

        Queue(RanGraph ran, StepListener listener) {
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
