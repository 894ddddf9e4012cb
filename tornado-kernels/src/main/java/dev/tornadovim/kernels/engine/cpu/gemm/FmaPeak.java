package dev.tornadovim.kernels.engine.cpu.gemm;

import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.engine.cpu.Workers;

import jdk.incubator.vector.FloatVector;

/**
 * The ceiling of floating-point work on this machine, measured: independent chains of vector
 * multiply-adds that never leave the registers.
 */
public final class FmaPeak {

    private static final int CHAINS = 12;
    private static final int STEPS = 100_000;

    private FmaPeak() {}

    /** GFLOP/s that all threads of a team reach together, best of {@code repeats} tries. */
    public static double measure(Workers workers, int repeats) {
        float[] keep = new float[workers.size()];
        double best = 0;
        for (int i = 0; i < repeats; i++) {
            long start = System.nanoTime();
            workers.run(workers.size(), (index, scratch) -> keep[index] += chains());
            long nanos = System.nanoTime() - start;
            double flops = 2.0 * Simd.LANES * CHAINS * STEPS * workers.size();
            best = Math.max(best, flops / nanos);
        }
        if (Float.isNaN(keep[0])) {
            throw new IllegalStateException("multiply-add chains must stay finite");
        }
        return best;
    }

    /** Twelve chains: more than latency times throughput of any current core. */
    private static float chains() {
        FloatVector half = FloatVector.broadcast(Simd.SPECIES, 0.5f);
        FloatVector one = FloatVector.broadcast(Simd.SPECIES, 1f);
        FloatVector c0 = one, c1 = one, c2 = one, c3 = one, c4 = one, c5 = one;
        FloatVector c6 = half, c7 = half, c8 = half, c9 = half, c10 = half, c11 = half;
        for (int i = 0; i < STEPS; i++) {
            c0 = c0.fma(half, one);
            c1 = c1.fma(half, one);
            c2 = c2.fma(half, one);
            c3 = c3.fma(half, one);
            c4 = c4.fma(half, one);
            c5 = c5.fma(half, one);
            c6 = c6.fma(half, one);
            c7 = c7.fma(half, one);
            c8 = c8.fma(half, one);
            c9 = c9.fma(half, one);
            c10 = c10.fma(half, one);
            c11 = c11.fma(half, one);
        }
        FloatVector low = c0.add(c1).add(c2).add(c3).add(c4).add(c5);
        return low.add(c6).add(c7).add(c8).add(c9).add(c10).add(c11).lane(0);
    }
}
