package dev.tornadovim.experiments.profile;

import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.engine.cpu.Workers;
import dev.tornadovim.kernels.engine.cpu.gemm.FmaPeak;
import dev.tornadovim.kernels.op.elementwise.Scale;
import dev.tornadovim.kernels.op.linear.Linear;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * What an engine reaches at best, measured.
 *
 * @param gflops floating-point operations, 10⁹ a second
 * @param gflopsOf what reached them
 * @param gigabytes moved to and from memory, 10⁹ bytes a second
 * @param gigabytesOf what moved them
 */
public record Ceilings(double gflops, String gflopsOf, double gigabytes, String gigabytesOf) {

    /** 128 MiB an array: more than the caches of CPUs and GPUs hold. */
    private static final int COPIED = 1 << 25;

    private static final int REPEATS = 5;
    private static final long ENOUGH_NANOS = 2_000_000_000L;

    /** Ceilings of the CPU engine: multiply-adds in registers, and a copy of a large array. */
    public static Ceilings ofCpu(Engine engine, int threads) {
        try (Workers workers = new Workers(threads)) {
            return new Ceilings(
                    FmaPeak.measure(workers, 4 * REPEATS),
                    "multiply-adds in registers",
                    copy(engine, COPIED),
                    copyOf(COPIED));
        }
    }

    /**
     * Ceilings of a device: a large product, and a copy of a large array.
     *
     * @param gpu whether it is one; other devices get less to do, which is still more than caches
     */
    public static Ceilings ofDevice(Engine engine, boolean gpu) {
        int size = gpu ? 4096 : 512;
        int copied = gpu ? COPIED : COPIED / 4;
        return new Ceilings(
                product(engine, size),
                "product of " + size + " x " + size + " matrices",
                copy(engine, copied),
                copyOf(copied));
    }

    private static String copyOf(int floats) {
        return "copy of " + (floats >> 18) + " MiB";
    }

    private static double copy(Engine engine, int floats) {
        ProgramBuilder builder = new ProgramBuilder(false);
        Tensor x = builder.input("x", Shape.of(floats));
        builder.output("y", builder.stage("copy", () -> Scale.apply(builder, x, 1f)));
        Program program = builder.build();
        return program.cost(Phase.FORWARD).bytes() / (double) bestNanos(engine, program);
    }

    private static double product(Engine engine, int size) {
        ProgramBuilder builder = new ProgramBuilder(false);
        Tensor x = builder.input("x", Shape.of(size, size));
        Tensor w = builder.input("w", Shape.of(size, size));
        builder.output("y", builder.stage("product", () -> Linear.apply(builder, x, w, null)));
        Program program = builder.build();
        return program.cost(Phase.FORWARD).flops() / (double) bestNanos(engine, program);
    }

    private static long bestNanos(Engine engine, Program program) {
        try (Execution execution = engine.load(program)) {
            execution.run(Phase.FORWARD);
            long best = Long.MAX_VALUE;
            long start = System.nanoTime();
            for (int i = 0; i < REPEATS && System.nanoTime() - start < ENOUGH_NANOS; i++) {
                long[] nanos = new long[1];
                execution.run(Phase.FORWARD, (stage, step, took) -> nanos[0] += took);
                best = Math.min(best, nanos[0]);
            }
            return best;
        }
    }

    /** The better of two measurements of the same engine. */
    Ceilings or(Ceilings other) {
        return new Ceilings(
                Math.max(gflops, other.gflops),
                gflopsOf,
                Math.max(gigabytes, other.gigabytes),
                gigabytesOf);
    }

    /** Seconds that work takes at least, whichever ceiling it meets first. */
    public double seconds(long flops, long bytes) {
        return Math.max(flops / gflops, bytes / gigabytes) * 1e-9;
    }
}
