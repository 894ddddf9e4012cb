package dev.tornadovim.experiments.measure;

import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.program.Phase;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.function.DoubleSupplier;

/** Runs the same work again and again, and keeps the time of each run. */
public final class Timer {

    /** {@link #settle} ends when so many runs were not faster than the best before them. */
    private static final int SETTLED = 8;

    private static final double FASTER = 0.95;

    /** Times its budget after which {@link #settle} ends anyhow. */
    private static final int PATIENCE = 8;

    private final DoubleSupplier work;
    private final List<Double> seconds = new ArrayList<>();

    /**
     * A timer with a clock of its own.
     *
     * @param work runs once and answers the seconds that it took
     */
    public Timer(DoubleSupplier work) {
        this.work = work;
    }

    /** A timer by the clock on the wall, for work that returns when it is done. */
    public static Timer wall(Runnable work) {
        return new Timer(
                () -> {
                    long start = System.nanoTime();
                    work.run();
                    return secondsSince(start);
                });
    }

    /** A timer that adds up an engine's times of steps: on a device, without launches and copies. */
    public static Timer steps(Execution execution, List<Phase> phases) {
        return new Timer(
                () -> {
                    long[] nanos = new long[1];
                    phases.forEach(p -> execution.run(p, (stage, step, took) -> nanos[0] += took));
                    return nanos[0] * 1e-9;
                });
    }

    static double secondsSince(long start) {
        return (System.nanoTime() - start) * 1e-9;
    }

    /** Runs that are not kept, {@code least} at least, for some seconds. */
    public void warmUp(int least, double budgetSeconds) {
        repeat(least, budgetSeconds, took -> {});
    }

    /** Warms up until runs no longer get faster: Java compiles what it runs often, for a while. */
    public void settle(double budgetSeconds) {
        double spent = 0;
        double best = Double.MAX_VALUE;
        int settled = 0;
        while (spent < budgetSeconds || settled < SETTLED && spent < PATIENCE * budgetSeconds) {
            double took = work.getAsDouble();
            spent += took;
            settled = took < FASTER * best ? 0 : settled + 1;
            best = Math.min(best, took);
        }
    }

    /** Runs, {@code least} at least, for some seconds; answers how many. */
    public int run(int least, double budgetSeconds) {
        return repeat(least, budgetSeconds, seconds::add);
    }

    private int repeat(int least, double budgetSeconds, DoubleConsumer listener) {
        double spent = 0;
        int runs = 0;
        while (runs < least || spent < budgetSeconds) {
            double took = work.getAsDouble();
            listener.accept(took);
            spent += took;
            runs++;
        }
        return runs;
    }

    /** Seconds of the best run: other work on the machine only ever slows one down. */
    public double best() {
        return Collections.min(seconds);
    }

    /** Seconds of the middle run, for a device that nothing else works on. */
    public double median() {
        return seconds.stream().sorted().skip(seconds.size() / 2).findFirst().orElseThrow();
    }

    /** Seconds of a run on average. */
    public double mean() {
        return total() / seconds.size();
    }

    /** Seconds of all runs together. */
    public double total() {
        return seconds.stream().mapToDouble(Double::doubleValue).sum();
    }
}
