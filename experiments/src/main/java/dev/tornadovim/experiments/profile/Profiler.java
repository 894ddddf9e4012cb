package dev.tornadovim.experiments.profile;

import dev.tornadovim.experiments.measure.LoadedWorkload;
import dev.tornadovim.experiments.measure.Timer;
import dev.tornadovim.experiments.measure.Workload;
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
     * @param replayed seconds of a step by CUDA graphs, which tell no times of kernels
     * @param ceilings measures the engine's; called before and after, the better figures count
     */
    EngineProfile profile(
            Engine engine, Workload work, OptionalDouble replayed, Supplier<Ceilings> ceilings) {
        Ceilings before = ceilings.get();
        try (LoadedWorkload loaded = new LoadedWorkload(engine, work)) {
            Timer timer = loaded.timer();
            timer.warmUp(1, 0);
            float result = work.result().toArray()[0];
            timer.settle(warmUpSeconds);
            Recording recording = new Recording();
            for (int i = 0; i < steps; i++) {
                timer.run(1, 0);
                observe(loaded.execution(), work, recording);
            }
            Ceilings best = before.or(ceilings.get());
            return new EngineProfile(
                    engine.name(),
                    best,
                    steps,
                    work.images(),
                    recording.wallSeconds(),
                    timer.mean(),
                    replayed,
                    loaded.loadSeconds(),
                    loaded.plannedBytes(),
                    result,
                    recording.stages(loaded.execution().compileNanos(), best),
                    recording.ops(best),
                    recording.timeline());
        }
    }

    private static void observe(Execution execution, Workload work, Recording recording) {
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
}
