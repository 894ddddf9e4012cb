package dev.tornadovim.experiments.profile;

import dev.tornadovim.experiments.bench.ProductBenchmark;
import dev.tornadovim.experiments.bench.ProductBenchmark.Form;
import dev.tornadovim.experiments.measure.LoadedWorkload;
import dev.tornadovim.experiments.measure.Timer;
import dev.tornadovim.experiments.measure.Workload;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.cpu.Workers;
import dev.tornadovim.kernels.engine.cpu.gemm.FmaPeak;
import dev.tornadovim.kernels.op.elementwise.Scale;
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
    private static final double ENOUGH_SECONDS = 2;

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
        Workload copy = Workload.of("copy", program, Phase.FORWARD);
        return program.cost(Phase.FORWARD).bytes() * 1e-9 / bestSeconds(engine, copy);
    }

    private static double product(Engine engine, int size) {
        Workload product = new ProductBenchmark(Form.FORWARD, size, size, size).workload();
        return product.flops() * 1e-9 / bestSeconds(engine, product);
    }

    private static double bestSeconds(Engine engine, Workload work) {
        try (LoadedWorkload loaded = new LoadedWorkload(engine, work)) {
            Timer timer = loaded.kernels();
            timer.warmUp(1, 0);
            for (int i = 0; i < REPEATS && timer.total() < ENOUGH_SECONDS; i++) {
                timer.run(1, 0);
            }
            return timer.best();
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
