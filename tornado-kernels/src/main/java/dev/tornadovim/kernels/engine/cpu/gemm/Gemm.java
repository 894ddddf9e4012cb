package dev.tornadovim.kernels.engine.cpu.gemm;

import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * A single-precision matrix product of fixed sizes on the CPU, cut into blocks by its sizes alone, so
 * the result is the same bit for bit with any number of threads.
 *
 * <p>Layout after K. Goto and R. van de Geijn, "Anatomy of High-Performance Matrix Multiplication"
 * (2008): B is packed into panels as wide as the register tile, rows of A into the scratch memory of
 * the thread, K stays in one piece where it can. Variants by operand and size:
 *
 * <ul>
 *   <li>{@link TokenGemm}: A is activations, B is weights or their transpose. B is packed once and
 *       read by all; blocks of rows of A run at the same time.
 *   <li>{@link OuterGemm}: both operands are activations and K counts tokens (the gradient of
 *       weights). K goes in chunks that stay in cache, and in slabs that run at the same time.
 *   <li>{@link DotGemm}: at most four rows of A. Packing B would cost more than the product.
 * </ul>
 *
 * <p>Measured on an AMD EPYC (Zen 4, 512-bit vectors, 2 cores shared with other work), thread CPU time
 * of one thread, 1576 tokens, share of the multiply-add ceiling of 114 GFLOP/s in the same run:
 *
 * <table>
 * <caption>Projections of Vim-Ti</caption>
 * <tr><th>in → out</th><th>forward</th><th>input gradient</th><th>weight gradient</th></tr>
 * <tr><td>192 → 768</td><td>78 %</td><td>85 %</td><td>64 %</td></tr>
 * <tr><td>384 → 192</td><td>83 %</td><td>81 %</td><td>74 %</td></tr>
 * <tr><td>384 → 44</td><td>74 %</td><td>77 %</td><td>50 to 60 %</td></tr>
 * <tr><td>12 → 384</td><td>52 %</td><td>43 %</td><td>22 %</td></tr>
 * </table>
 *
 * The command {@code bench} measures them again.
 */
public sealed interface Gemm permits TokenGemm, OuterGemm, DotGemm {

    /** {@code C[m,n] = A[m,k] · B[n,k]ᵀ}: a linear layer. */
    static Gemm timesTransposed(int m, int n, int k) {
        return m <= DotGemm.MOST_ROWS ? new DotGemm(m, n, k) : new TokenGemm(m, n, k, true);
    }

    /** {@code C[m,n] = A[m,k] · B[k,n]}: the gradient of its input. */
    static Gemm times(int m, int n, int k) {
        return new TokenGemm(m, n, k, false);
    }

    /** {@code C[m,n] = A[k,m]ᵀ · B[k,n]}: the gradient of its weight. */
    static Gemm transposedTimes(int m, int n, int k) {
        return new OuterGemm(m, n, k);
    }

    /** Floats of work space that {@link #run} needs. */
    int workspace();

    /** Appends the loops of the product. */
    void run(CpuLoops loops, Rows a, Rows b, Result c, Tensor workspace);
}
