package dev.tornadovim.experiments.profile;

import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * Runs a workload, by turns with and without observation: so that what else the machine does, and
 * what observation costs, can be told apart from the work.
 *
 * @param steps to observe, at least one
 * @param warmUpSeconds to run before, or longer while steps still get faster; at least one step
 */
public record Profiler(int steps, double warmUpSeconds) {

    /** The warm-up ends when so many steps were not faster than the best before them. */
    private static final int SETTLED = 8;

    private static final double FASTER = 0.95;

    /** Times {@link #warmUpSeconds} after which it ends anyhow. */
    private static final int PATIENCE = 8;

    /** Checks the ranges. */
    public Profiler {
        if (steps < 1) {
            throw new IllegalArgumentException("steps must be at least 1, got " + steps);
        }
        if (!(warmUpSeconds >= 0)) {
            throw new IllegalArgumentException(
                    "seconds of warm-up must be at least 0, got " + warmUpSeconds);
        }
    }

    /**
     * Profiles an engine.
     *
     * @param ceilings measures the engine's; called before and after, the better figures count
     */
    public EngineProfile profile(Engine engine, Workload work, Supplier<Ceilings> ceilings) {
        Ceilings before = ceilings.get();
        work.fill().run();
        long start = System.nanoTime();
        try (Execution execution = engine.load(work.program())) {
            double load = secondsSince(start);
            step(execution, work);
            float result = work.result().toArray()[0];
            warmUp(execution, work);
            Recording recording = new Recording();
            double unobserved = 0;
            for (int i = 0; i < steps; i++) {
                unobserved += step(execution, work) / steps;
                step(execution, work, recording);
            }
            Ceilings best = before.or(ceilings.get());
            return new EngineProfile(
                    engine.name(),
                    best,
                    steps,
                    work.images(),
                    recording.wallSeconds(),
                    unobserved,
                    OptionalDouble.empty(),
                    load,
                    execution.plannedBytes(),
                    result,
                    recording.stages(execution.compileNanos(), best),
                    recording.ops(best),
                    recording.timeline());
        }
    }

    /** Mean seconds of a step without observation. */
    public double time(Engine engine, Workload work) {
        work.fill().run();
        try (Execution execution = engine.load(work.program())) {
            step(execution, work);
            warmUp(execution, work);
            double seconds = 0;
            for (int i = 0; i < steps; i++) {
                seconds += step(execution, work) / steps;
            }
            return seconds;
        }
    }

    /** Java compiles what it runs often, so steps get faster for a while: until they no longer do. */
    private void warmUp(Execution execution, Workload work) {
        long start = System.nanoTime();
        double best = Double.MAX_VALUE;
        int settled = 0;
        while (secondsSince(start) < warmUpSeconds
                || settled < SETTLED && secondsSince(start) < PATIENCE * warmUpSeconds) {
            double seconds = step(execution, work);
            settled = seconds < FASTER * best ? 0 : settled + 1;
            best = Math.min(best, seconds);
        }
    }

    private static double step(Execution execution, Workload work) {
        long start = System.nanoTime();
        for (Workload.Part part : work.parts()) {
            execution.run(part.phase());
            execution.download(part.results().toArray(Tensor[]::new));
        }
        return secondsSince(start);
    }

    private static void step(Execution execution, Workload work, Recording recording) {
        recording.nextStep();
        for (Workload.Part part : work.parts()) {
            execution.run(part.phase(), recording);
            if (!part.results().isEmpty()) {
                long start = System.nanoTime();
                execution.download(part.results().toArray(Tensor[]::new));
                recording.readBack(start, System.nanoTime() - start);
            }
        }
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) * 1e-9;
    }
}
