package dev.tornadovim.kernels.engine.cpu.gemm;

import dev.tornadovim.kernels.engine.cpu.Simd;

import java.lang.foreign.MemorySegment;

/**
 * The inner loop of a matrix product: a tile of C from {@link #rows} rows of A and up to {@link
 * #vectors} vectors of columns of B, summed over K in registers. Accumulators are named locals, since
 * C2 keeps an array of vectors in memory.
 */
sealed interface MicroKernel permits Tile8x3, Tile6x2 {

    /** The shape for this machine: eight lanes mean AVX2 with its 16 registers, others have 32. */
    MicroKernel FITTING = Simd.LANES == 8 ? new Tile6x2() : new Tile8x3();

    /** Rows of a tile. */
    int rows();

    /** Vectors of a full tile. */
    int vectors();

    /**
     * Computes a tile.
     *
     * @param a packed A, the tile from {@code aAt} on: {@link #rows} rows of {@code depth} floats, or
     *     interleaved, {@code depth} columns of {@link #rows} floats
     * @param depth length of the sum
     * @param b a panel of B: {@code depth} times {@code vectors * Simd.LANES} floats from element
     *     {@code bAt} on
     * @param vectors width of the panel, from one to {@link #vectors()}
     * @param tile receives {@link #rows} times {@code vectors * Simd.LANES} floats
     */
    void multiply(
            float[] a,
            int aAt,
            boolean interleaved,
            int depth,
            MemorySegment b,
            long bAt,
            int vectors,
            float[] tile);
}
