package dev.tornadovim.kernels.engine.cpu.gemm;

import dev.tornadovim.kernels.engine.cpu.Chunks;
import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;

import java.util.Arrays;

/**
 * {@code C[m,n] = A[m,k] · B[n,k]ᵀ} for a few rows of A, such as the classifier on one image: every
 * element is a dot product of two rows, with vectors along K. Each row of B is read once.
 */
record DotGemm(int m, int n, int k) implements Gemm {

    /** Above this many rows packed panels win. */
    static final int MOST_ROWS = 4;

    @Override
    public int workspace() {
        return 1;
    }

    @Override
    public void run(CpuLoops loops, Rows a, Rows b, Result c, Tensor workspace) {
        int padded = (k + Simd.LANES - 1) / Simd.LANES * Simd.LANES;
        Chunks chunks = Chunks.ofRows(n, k);
        loops.parallel(
                chunks.count(),
                (index, scratch) -> {
                    float[] rows = scratch.floats(0, m * padded);
                    float[] line = scratch.floats(1, padded);
                    float[] sum = scratch.floats(2, Simd.LANES);
                    for (int i = 0; i < m; i++) {
                        a.copy(i, 0, k, rows, i * padded);
                        Arrays.fill(rows, i * padded + k, (i + 1) * padded, 0f);
                    }
                    Arrays.fill(line, k, padded, 0f);
                    for (int j = chunks.start(index); j < chunks.end(index); j++) {
                        b.copy(j, 0, k, line, 0);
                        for (int i = 0; i < m; i++) {
                            c.store(dot(rows, i * padded, line, padded, sum), i, j);
                        }
                    }
                });
    }

    /** Adds lanes as a tree: {@code reduceLanes} leaves the order open, so bits could change. */
    private static float dot(float[] x, int at, float[] y, int length, float[] sum) {
        FloatVector even = FloatVector.zero(Simd.SPECIES);
        FloatVector odd = FloatVector.zero(Simd.SPECIES);
        int i = 0;
        for (; i + 2 * Simd.LANES <= length; i += 2 * Simd.LANES) {
            even = load(x, at + i).fma(load(y, i), even);
            odd = load(x, at + i + Simd.LANES).fma(load(y, i + Simd.LANES), odd);
        }
        if (i < length) {
            even = load(x, at + i).fma(load(y, i), even);
        }
        even.add(odd).intoArray(sum, 0);
        for (int half = Simd.LANES / 2; half > 0; half /= 2) {
            for (int lane = 0; lane < half; lane++) {
                sum[lane] += sum[lane + half];
            }
        }
        return sum[0];
    }

    private static FloatVector load(float[] from, int at) {
        return FloatVector.fromArray(Simd.SPECIES, from, at);
    }
}
