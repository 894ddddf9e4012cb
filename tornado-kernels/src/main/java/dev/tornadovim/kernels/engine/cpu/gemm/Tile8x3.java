package dev.tornadovim.kernels.engine.cpu.gemm;

import dev.tornadovim.kernels.engine.cpu.Simd;

import jdk.incubator.vector.FloatVector;

import java.lang.foreign.MemorySegment;

/**
 * Eight rows by three vectors: 24 accumulators, three vectors of B and one of A fill 28 of the 32
 * registers of AVX-512 and NEON. Every step over K is 24 multiply-adds for 11 loads.
 */
final class Tile8x3 implements MicroKernel {

    @Override
    public int rows() {
        return 8;
    }

    @Override
    public int vectors() {
        return 3;
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
            case 3 -> by3(a, aAt, rowStride, step, depth, b, bAt, tile);
            case 2 -> by2(a, aAt, rowStride, step, depth, b, bAt, tile);
            default -> by1(a, aAt, rowStride, step, depth, b, bAt, tile);
        }
    }

    private static void by3(
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
        int row6 = aAt + 6 * rowStride;
        int row7 = aAt + 7 * rowStride;
        FloatVector zero = FloatVector.zero(Simd.SPECIES);
        FloatVector c00 = zero, c01 = zero, c02 = zero;
        FloatVector c10 = zero, c11 = zero, c12 = zero;
        FloatVector c20 = zero, c21 = zero, c22 = zero;
        FloatVector c30 = zero, c31 = zero, c32 = zero;
        FloatVector c40 = zero, c41 = zero, c42 = zero;
        FloatVector c50 = zero, c51 = zero, c52 = zero;
        FloatVector c60 = zero, c61 = zero, c62 = zero;
        FloatVector c70 = zero, c71 = zero, c72 = zero;
        int term = 0;
        for (int k = 0; k < depth; k++) {
            long at = bAt + (long) k * 3 * Simd.LANES;
            FloatVector b0 = Simd.load(b, at);
            FloatVector b1 = Simd.load(b, at + Simd.LANES);
            FloatVector b2 = Simd.load(b, at + 2L * Simd.LANES);
            FloatVector aRow = FloatVector.broadcast(Simd.SPECIES, a[row0 + term]);
            c00 = aRow.fma(b0, c00);
            c01 = aRow.fma(b1, c01);
            c02 = aRow.fma(b2, c02);
            aRow = FloatVector.broadcast(Simd.SPECIES, a[row1 + term]);
            c10 = aRow.fma(b0, c10);
            c11 = aRow.fma(b1, c11);
            c12 = aRow.fma(b2, c12);
            aRow = FloatVector.broadcast(Simd.SPECIES, a[row2 + term]);
            c20 = aRow.fma(b0, c20);
            c21 = aRow.fma(b1, c21);
            c22 = aRow.fma(b2, c22);
            aRow = FloatVector.broadcast(Simd.SPECIES, a[row3 + term]);
            c30 = aRow.fma(b0, c30);
            c31 = aRow.fma(b1, c31);
            c32 = aRow.fma(b2, c32);
            aRow = FloatVector.broadcast(Simd.SPECIES, a[row4 + term]);
            c40 = aRow.fma(b0, c40);
            c41 = aRow.fma(b1, c41);
            c42 = aRow.fma(b2, c42);
            aRow = FloatVector.broadcast(Simd.SPECIES, a[row5 + term]);
            c50 = aRow.fma(b0, c50);
            c51 = aRow.fma(b1, c51);
            c52 = aRow.fma(b2, c52);
            aRow = FloatVector.broadcast(Simd.SPECIES, a[row6 + term]);
            c60 = aRow.fma(b0, c60);
            c61 = aRow.fma(b1, c61);
            c62 = aRow.fma(b2, c62);
            aRow = FloatVector.broadcast(Simd.SPECIES, a[row7 + term]);
            c70 = aRow.fma(b0, c70);
            c71 = aRow.fma(b1, c71);
            c72 = aRow.fma(b2, c72);
            term += step;
        }
        c00.intoArray(tile, 0);
        c01.intoArray(tile, Simd.LANES);
        c02.intoArray(tile, 2 * Simd.LANES);
        c10.intoArray(tile, 3 * Simd.LANES);
        c11.intoArray(tile, 4 * Simd.LANES);
        c12.intoArray(tile, 5 * Simd.LANES);
        c20.intoArray(tile, 6 * Simd.LANES);
        c21.intoArray(tile, 7 * Simd.LANES);
        c22.intoArray(tile, 8 * Simd.LANES);
        c30.intoArray(tile, 9 * Simd.LANES);
        c31.intoArray(tile, 10 * Simd.LANES);
        c32.intoArray(tile, 11 * Simd.LANES);
        c40.intoArray(tile, 12 * Simd.LANES);
        c41.intoArray(tile, 13 * Simd.LANES);
        c42.intoArray(tile, 14 * Simd.LANES);
        c50.intoArray(tile, 15 * Simd.LANES);
        c51.intoArray(tile, 16 * Simd.LANES);
        c52.intoArray(tile, 17 * Simd.LANES);
        c60.intoArray(tile, 18 * Simd.LANES);
        c61.intoArray(tile, 19 * Simd.LANES);
        c62.intoArray(tile, 20 * Simd.LANES);
        c70.intoArray(tile, 21 * Simd.LANES);
        c71.intoArray(tile, 22 * Simd.LANES);
        c72.intoArray(tile, 23 * Simd.LANES);
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
        int row6 = aAt + 6 * rowStride;
        int row7 = aAt + 7 * rowStride;
        FloatVector zero = FloatVector.zero(Simd.SPECIES);
        FloatVector c00 = zero, c01 = zero;
        FloatVector c10 = zero, c11 = zero;
        FloatVector c20 = zero, c21 = zero;
        FloatVector c30 = zero, c31 = zero;
        FloatVector c40 = zero, c41 = zero;
        FloatVector c50 = zero, c51 = zero;
        FloatVector c60 = zero, c61 = zero;
        FloatVector c70 = zero, c71 = zero;
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
            aRow = FloatVector.broadcast(Simd.SPECIES, a[row6 + term]);
            c60 = aRow.fma(b0, c60);
            c61 = aRow.fma(b1, c61);
            aRow = FloatVector.broadcast(Simd.SPECIES, a[row7 + term]);
            c70 = aRow.fma(b0, c70);
            c71 = aRow.fma(b1, c71);
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
        c60.intoArray(tile, 12 * Simd.LANES);
        c61.intoArray(tile, 13 * Simd.LANES);
        c70.intoArray(tile, 14 * Simd.LANES);
        c71.intoArray(tile, 15 * Simd.LANES);
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
        int row6 = aAt + 6 * rowStride;
        int row7 = aAt + 7 * rowStride;
        FloatVector zero = FloatVector.zero(Simd.SPECIES);
        FloatVector c00 = zero;
        FloatVector c10 = zero;
        FloatVector c20 = zero;
        FloatVector c30 = zero;
        FloatVector c40 = zero;
        FloatVector c50 = zero;
        FloatVector c60 = zero;
        FloatVector c70 = zero;
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
            aRow = FloatVector.broadcast(Simd.SPECIES, a[row6 + term]);
            c60 = aRow.fma(b0, c60);
            aRow = FloatVector.broadcast(Simd.SPECIES, a[row7 + term]);
            c70 = aRow.fma(b0, c70);
            term += step;
        }
        c00.intoArray(tile, 0);
        c10.intoArray(tile, Simd.LANES);
        c20.intoArray(tile, 2 * Simd.LANES);
        c30.intoArray(tile, 3 * Simd.LANES);
        c40.intoArray(tile, 4 * Simd.LANES);
        c50.intoArray(tile, 5 * Simd.LANES);
        c60.intoArray(tile, 6 * Simd.LANES);
        c70.intoArray(tile, 7 * Simd.LANES);
    }
}
