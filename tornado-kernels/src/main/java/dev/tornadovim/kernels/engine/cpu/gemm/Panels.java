package dev.tornadovim.kernels.engine.cpu.gemm;

import dev.tornadovim.kernels.engine.cpu.Simd;

/**
 * The columns of B cut into panels as wide as the tile of the micro-kernel. The last panel is as many
 * vectors wide as it needs, so narrow products such as N = 44 waste less than a vector.
 *
 * @param columns columns of B
 */
record Panels(int columns) {

    /** Columns of a full panel. */
    static final int WIDTH = MicroKernel.FITTING.vectors() * Simd.LANES;

    int count() {
        return (columns + WIDTH - 1) / WIDTH;
    }

    /** First column of panel {@code index}. */
    int start(int index) {
        return index * WIDTH;
    }

    /** Columns of B in panel {@code index}. */
    int filled(int index) {
        return Math.min(WIDTH, columns - start(index));
    }

    /** Vectors of panel {@code index}. */
    int vectors(int index) {
        return (filled(index) + Simd.LANES - 1) / Simd.LANES;
    }

    /** Floats a row of all panels takes. */
    int paddedColumns() {
        return (columns + Simd.LANES - 1) / Simd.LANES * Simd.LANES;
    }
}
