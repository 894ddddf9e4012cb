package dev.tornadovim.experiments.bench;

import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A program in the memory of an engine, and how long its runs took. */
public class TimedProgram implements AutoCloseable {

    private final Execution execution;
    private final List<Phase> phases;
    private final List<Tensor> results;
    private final long ownBytes;
    private final List<Double> seconds = new ArrayList<>();

    /**
     * Loads a program.
     *
     * @param phases of a run, in order
     * @param results that are read at its end
     */
    protected TimedProgram(
            Engine engine, Program program, List<Phase> phases, List<Tensor> results) {
        this.phases = phases;
        this.results = results;
        // Before an engine has planned the others, what a program was given is all there is.
        this.ownBytes = program.allocatedBytes();
        this.execution = engine.load(program);
    }

    private void pass() {
        phases.forEach(execution::run);
        results.forEach(execution::download);
    }

    /** Runs without timing, for some seconds, at least once. */
    public final void warmUp(double budgetSeconds) {
        long end = System.nanoTime() + (long) (budgetSeconds * 1e9);
        do {
            pass();
        } while (System.nanoTime() < end);
    }

    /** One timed run. */
    public final void run() {
        long start = System.nanoTime();
        pass();
        seconds.add((System.nanoTime() - start) * 1e-9);
    }

    /** Timed runs for some seconds, {@code least} at least; answers how many. */
    public final int run(int least, double budgetSeconds) {
        long end = System.nanoTime() + (long) (budgetSeconds * 1e9);
        int runs = 0;
        while (runs < least || System.nanoTime() < end) {
            run();
            runs++;
        }
        return runs;
    }

    /** The best timed run: other work on the machine only ever slows one down. */
    public final double bestSeconds() {
        return Collections.min(seconds);
    }

    /** The middle timed run, for a device that nothing else works on. */
    public final double medianSeconds() {
        return median(seconds);
    }

    /** All timed runs. */
    public final double totalSeconds() {
        return seconds.stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Median over some runs of the sum of all kernels' times; takes a profiling engine. */
    public final double kernelSeconds(int runs) {
        List<Double> sums = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            long[] nanos = new long[1];
            phases.forEach(phase -> execution.run(phase, (stage, step, took) -> nanos[0] += took));
            sums.add(nanos[0] * 1e-9);
        }
        return median(sums);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    /** Activations, gradients of activations, work space. */
    public final long plannedBytes() {
        return execution.plannedBytes();
    }

    /** The same with parameters, their gradients, the optimizer's state and inputs. */
    public final long allBytes() {
        return ownBytes + execution.plannedBytes();
    }

    @Override
    public final void close() {
        execution.close();
    }
}
