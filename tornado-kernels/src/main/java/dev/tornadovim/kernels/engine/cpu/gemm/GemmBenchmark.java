package dev.tornadovim.kernels.engine.cpu.gemm;

import dev.tornadovim.kernels.engine.cpu.Workers;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Speed of the matrix products beside the ceiling of the machine, both measured in the same run and
 * both the best of many tries: other work on the machine only ever slows either down. Products are
 * called many times before they are timed: code that is still being compiled is slow.
 */
public final class GemmBenchmark {

    /** Operand form of a product. */
    public enum Form {
        /** {@code A[m,k] · B[n,k]ᵀ}: forward. */
        FORWARD,
        /** {@code A[m,k] · B[k,n]}: gradient of the input. */
        INPUT_GRADIENT,
        /** {@code A[k,m]ᵀ · B[k,n]}: gradient of the weight. */
        WEIGHT_GRADIENT
    }

    /** A product to time. */
    public record Case(Form form, int m, int n, int k) {}

    /**
     * What was measured.
     *
     * @param gflops best of the timed runs
     * @param ceiling multiply-add ceiling of the same threads right before and after
     */
    public record Measurement(Case product, double gflops, double ceiling) {}

    private static final long WARM_UP_NANOS = 1_000_000_000L;
    private static final long TIMED_NANOS = 500_000_000L;

    private GemmBenchmark() {}

    /** The projections of Vim-Ti for a number of tokens, forward and backward. */
    public static List<Case> vimTiny(int tokens) {
        List<Case> cases = new ArrayList<>();
        int[][] layers = {{192, 768}, {384, 192}, {384, 44}, {12, 384}};
        for (int[] layer : layers) {
            cases.add(new Case(Form.FORWARD, tokens, layer[1], layer[0]));
            cases.add(new Case(Form.INPUT_GRADIENT, tokens, layer[0], layer[1]));
            cases.add(new Case(Form.WEIGHT_GRADIENT, layer[1], layer[0], tokens));
        }
        return cases;
    }

    /** Measures one product on a team of threads. */
    public static Measurement measure(Workers workers, Case product) {
        Runnable run = bind(workers, product);
        long end = System.nanoTime() + WARM_UP_NANOS;
        for (int i = 0; i < 20 || System.nanoTime() < end; i++) {
            run.run();
        }
        double ceiling = FmaPeak.measure(workers, 10);
        long best = Long.MAX_VALUE;
        end = System.nanoTime() + TIMED_NANOS;
        while (System.nanoTime() < end) {
            long start = System.nanoTime();
            run.run();
            best = Math.min(best, System.nanoTime() - start);
        }
        ceiling = Math.max(ceiling, FmaPeak.measure(workers, 10));
        double flops = 2.0 * product.m * product.n * product.k;
        return new Measurement(product, flops / best, ceiling);
    }

    private static Runnable bind(Workers workers, Case product) {
        int m = product.m;
        int n = product.n;
        int k = product.k;
        Gemm gemm =
                switch (product.form) {
                    case FORWARD -> Gemm.timesTransposed(m, n, k);
                    case INPUT_GRADIENT -> Gemm.times(m, n, k);
                    case WEIGHT_GRADIENT -> Gemm.transposedTimes(m, n, k);
                };
        boolean weight = product.form == Form.WEIGHT_GRADIENT;
        Tensor a = filled("a", weight ? k : m, weight ? m : k);
        boolean forward = product.form == Form.FORWARD;
        Tensor b = filled("b", forward ? n : k, forward ? k : n);
        Tensor c = filled("c", m, n);
        Tensor workspace = filled("workspace", 1, gemm.workspace());
        List<Runnable> bound = new ArrayList<>();
        CpuLoops loops =
                new CpuLoops() {
                    @Override
                    public MemorySegment segment(Tensor tensor) {
                        return tensor.segment();
                    }

                    @Override
                    public void parallel(int count, Body body) {
                        bound.add(() -> workers.run(count, body));
                    }
                };
        gemm.run(
                loops,
                Rows.of(loops, a),
                Rows.of(loops, b),
                Result.write(loops, c, null),
                workspace);
        return () -> bound.forEach(Runnable::run);
    }

    private static Tensor filled(String name, int rows, int columns) {
        Tensor tensor = Tensor.allocated(name, Shape.of(rows, columns), Storage.Kind.STATE);
        float[] values = new float[tensor.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i % 17 - 8) / 8f;
        }
        tensor.set(values);
        return tensor;
    }
}
