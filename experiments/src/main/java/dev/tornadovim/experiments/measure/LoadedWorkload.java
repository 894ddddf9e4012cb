package dev.tornadovim.experiments.measure;

import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.tensor.Tensor;

/** A workload in the memory of an engine, and the timer of its runs. */
public final class LoadedWorkload implements AutoCloseable {

    private final Workload work;
    private final Execution execution;
    private final long ownBytes;
    private final double loadSeconds;
    private final Timer timer = Timer.wall(this::run);

    /** Sets weights and images, and loads the program. */
    public LoadedWorkload(Engine engine, Workload work) {
        this.work = work;
        work.fill().run();
        // Before an engine has planned the others, what a program was given is all there is.
        ownBytes = work.program().allocatedBytes();
        long start = System.nanoTime();
        execution = engine.load(work.program());
        loadSeconds = Timer.secondsSince(start);
    }

    private void run() {
        for (Workload.Part part : work.parts()) {
            execution.run(part.phase());
            execution.download(part.results().toArray(Tensor[]::new));
        }
    }

    /** Mean seconds of some runs of a workload, after a warm-up until they no longer get faster. */
    public static double meanSeconds(Engine engine, Workload work, int runs, double warmUpSeconds) {
        try (LoadedWorkload loaded = new LoadedWorkload(engine, work)) {
            loaded.timer.warmUp(1, 0);
            loaded.timer.settle(warmUpSeconds);
            loaded.timer.run(runs, 0);
            return loaded.timer.mean();
        }
    }

    /** Times whole runs by the clock on the wall, copies of inputs and results included. */
    public Timer timer() {
        return timer;
    }

    /** Times the kernels of a run alone; takes a profiling engine. */
    public Timer kernels() {
        return Timer.steps(execution, work.parts().stream().map(Workload.Part::phase).toList());
    }

    /** The program, to observe its runs. */
    public Execution execution() {
        return execution;
    }

    /** Seconds until the program was ready, compilation included. */
    public double loadSeconds() {
        return loadSeconds;
    }

    /** Activations, gradients of activations, work space. */
    public long plannedBytes() {
        return execution.plannedBytes();
    }

    /** The same with parameters, their gradients, the optimizer's state and inputs. */
    public long allBytes() {
        return ownBytes + execution.plannedBytes();
    }

    @Override
    public void close() {
        execution.close();
    }
}
