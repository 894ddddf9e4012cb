package dev.tornadovim.kernels.engine.cpu.gemm;

import dev.tornadovim.kernels.engine.cpu.Simd;

import jdk.incubator.vector.FloatVector;

import java.lang.foreign.MemorySegment;

/**
 * Six rows by two vectors: 12 accumulators, two vectors of B and one of A fill 15 of the 16 registers
 * of AVX2. Every step over K is 12 multiply-adds for eight loads.
 */
final class Tile6x2 implements MicroKernel {

    @Override
    public int rows() {
        return 6;
    }

    @Override
    public int vectors() {
        return 2;
    }

    @Override
    public void multiply(
            float[] a,
            int aAt,
            boolean interleaved,
            int depth,
            MemorySegment b,
            long bAt,
            int vectors,
            float[] tile) {
        int rowStride = interleaved ? 1 : depth;
        int step = interleaved ? rows() : 1;
        switch (vectors) {
            case 2 -> by2(a, aAt, rowStride, step, depth, b, bAt, tile);
            default -> by1(a, aAt, rowStride, step, depth, b, bAt, tile);
        }
    }

    private static void by2(
            float[] a,
            int aAt,
            int rowStride,
            int step,
            int depth,
            MemorySegment b,
            long bAt,
            float[] tile) {
        int row0 = aAt;
        int row1 = aAt + rowStride;
        int row2 = aAt + 2 * rowStride;
        int row3 = aAt + 3 * rowStride;
        int row4 = aAt + 4 * rowStride;
        int row5 = aAt + 5 * rowStride;
        FloatVector zero = FloatVector.zero(Simd.SPECIES);
        FloatVector c00 = zero, c01 = zero;
        FloatVector c10 = zero, c11 = zero;
        FloatVector c20 = zero, c21 = zero;
        FloatVector c30 = zero, c31 = zero;
        FloatVector c40 = zero, c41 = zero;
        FloatVector c50 = zero, c51 = zero;
        int term = 0;
        for (int k = 0; k < depth; k++) {
            long at = bAt + (long) k * 2 * Simd.LANES;
            FloatVector b0 = Simd.load(b, at);
            FloatVector b1 = Simd.load(b, at + Simd.LANES);
            FloatVector aRow = FloatVector.broadcast(Simd.SPECIES, a[row0 + term]);
            c00 = aRow.fma(b0, c00);
            c01 = aRow.fma(b1, c01);
            aRow = FloatVector.broadcast(Simd.SPECIES, a[row1 + term]);
            c10 = aRow.fma(b0, c10);
            c11 = aRow.fma(b1, c11);
            aRow = FloatVector.broadcast(Simd.SPECIES, a[row2 + term]);
            c20 = aRow.fma(b0, c20);
            c21 = aRow.fma(b1, c21);
            aRow = FloatVector.broadcast(Simd.SPECIES, a[row3 + term]);
            c30 = aRow.fma(b0, c30);
            c31 = aRow.fma(b1, c31);
            aRow = FloatVector.broadcast(Simd.SPECIES, a[row4 + term]);
            c40 = aRow.fma(b0, c40);
            c41 = aRow.fma(b1, c41);
            aRow = FloatVector.broadcast(Simd.SPECIES, a[row5 + term]);
            c50 = aRow.fma(b0, c50);
            c51 = aRow.fma(b1, c51);
            term += step;
        }
        c00.intoArray(tile, 0);
        c01.intoArray(tile, Simd.LANES);
        c10.intoArray(tile, 2 * Simd.LANES);
        c11.intoArray(tile, 3 * Simd.LANES);
        c20.intoArray(tile, 4 * Simd.LANES);
        c21.intoArray(tile, 5 * Simd.LANES);
        c30.intoArray(tile, 6 * Simd.LANES);
        c31.intoArray(tile, 7 * Simd.LANES);
        c40.intoArray(tile, 8 * Simd.LANES);
        c41.intoArray(tile, 9 * Simd.LANES);
        c50.intoArray(tile, 10 * Simd.LANES);
        c51.intoArray(tile, 11 * Simd.LANES);
    }

    private static void by1(
            float[] a,
            int aAt,
            int rowStride,
            int step,
            int depth,
            MemorySegment b,
            long bAt,
            float[] tile) {
        int row0 = aAt;
        int row1 = aAt + rowStride;
        int row2 = aAt + 2 * rowStride;
        int row3 = aAt + 3 * rowStride;
        int row4 = aAt + 4 * rowStride;
        int row5 = aAt + 5 * rowStride;
        FloatVector zero = FloatVector.zero(Simd.SPECIES);
        FloatVector c00 = zero;
        FloatVector c10 = zero;
        FloatVector c20 = zero;
        FloatVector c30 = zero;
        FloatVector c40 = zero;
        FloatVector c50 = zero;
        int term = 0;
        for (int k = 0; k < depth; k++) {
            long at = bAt + (long) k * Simd.LANES;
            FloatVector b0 = Simd.load(b, at);
            FloatVector aRow = FloatVector.broadcast(Simd.SPECIES, a[row0 + term]);
            c00 = aRow.fma(b0, c00);
            aRow = FloatVector.broadcast(Simd.SPECIES, a[row1 + term]);
            c10 = aRow.fma(b0, c10);
            aRow = FloatVector.broadcast(Simd.SPECIES, a[row2 + term]);
            c20 = aRow.fma(b0, c20);
            aRow = FloatVector.broadcast(Simd.SPECIES, a[row3 + term]);
            c30 = aRow.fma(b0, c30);
            aRow = FloatVector.broadcast(Simd.SPECIES, a[row4 + term]);
            c40 = aRow.fma(b0, c40);
            aRow = FloatVector.broadcast(Simd.SPECIES, a[row5 + term]);
            c50 = aRow.fma(b0, c50);
            term += step;
        }
        c00.intoArray(tile, 0);
        c10.intoArray(tile, Simd.LANES);
        c20.intoArray(tile, 2 * Simd.LANES);
        c30.intoArray(tile, 3 * Simd.LANES);
        c40.intoArray(tile, 4 * Simd.LANES);
        c50.intoArray(tile, 5 * Simd.LANES);
    }
}
