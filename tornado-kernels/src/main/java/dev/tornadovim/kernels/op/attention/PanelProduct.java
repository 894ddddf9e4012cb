package dev.tornadovim.kernels.op.attention;

import dev.tornadovim.kernels.engine.cpu.Simd;

import jdk.incubator.vector.FloatVector;

/**
 * {@code C[rows, width] += A[rows, depth] · B[depth, width]} for a panel B of one to three vectors
 * width, all in the scratch memory of a thread. A is read one value at a time, so its rows or its
 * columns may be the ones that lie close: the same loop serves a product with a matrix and with its
 * transpose. Four rows by three vectors of accumulators, as named locals since C2 keeps an array of
 * vectors in memory; together with one value of A and three vectors of B they fill the 16 registers
 * of AVX2, and are chains enough to hide the latency of a multiply-add on AVX-512.
 */
final class PanelProduct {

    /** Rows are computed in groups of so many; all operands have memory for full groups. */
    static final int ROWS = 4;

    /** Vectors in a full panel. */
    static final int VECTORS = 3;

    private PanelProduct() {}

    /** {@code n} rounded up to a multiple of {@link #ROWS}. */
    static int padded(int n) {
        return (n + ROWS - 1) / ROWS * ROWS;
    }

    /**
     * Adds the product to a panel.
     *
     * @param a element (i, k) at {@code i * rowStep + k * depthStep}
     * @param rows rows of C; those up to {@link #padded} are computed too
     * @param b element (k, j) at {@code bAt + k * width + j}
     * @param vectors {@code width / Simd.LANES}
     * @param c element (i, j) at {@code cAt + i * width + j}
     */
    static void add(
            float[] a,
            int rowStep,
            int depthStep,
            int rows,
            int depth,
            float[] b,
            int bAt,
            int vectors,
            float[] c,
            int cAt) {
        int width = vectors * Simd.LANES;
        for (int i = 0; i < rows; i += ROWS) {
            int row = i * rowStep;
            switch (vectors) {
                case 3 -> by3(a, row, rowStep, depthStep, depth, b, bAt, c, cAt + i * width);
                case 2 -> by2(a, row, rowStep, depthStep, depth, b, bAt, c, cAt + i * width);
                default -> by1(a, row, rowStep, depthStep, depth, b, bAt, c, cAt + i * width);
            }
        }
    }

    private static void by3(
            float[] a,
            int row,
            int rowStep,
            int depthStep,
            int depth,
            float[] b,
            int bAt,
            float[] c,
            int cAt) {
        int width = 3 * Simd.LANES;
        FloatVector c00 = load(c, cAt);
        FloatVector c01 = load(c, cAt + Simd.LANES);
        FloatVector c02 = load(c, cAt + 2 * Simd.LANES);
        FloatVector c10 = load(c, cAt + width);
        FloatVector c11 = load(c, cAt + width + Simd.LANES);
        FloatVector c12 = load(c, cAt + width + 2 * Simd.LANES);
        FloatVector c20 = load(c, cAt + 2 * width);
        FloatVector c21 = load(c, cAt + 2 * width + Simd.LANES);
        FloatVector c22 = load(c, cAt + 2 * width + 2 * Simd.LANES);
        FloatVector c30 = load(c, cAt + 3 * width);
        FloatVector c31 = load(c, cAt + 3 * width + Simd.LANES);
        FloatVector c32 = load(c, cAt + 3 * width + 2 * Simd.LANES);
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = load(b, bAt + k * width);
            FloatVector b1 = load(b, bAt + k * width + Simd.LANES);
            FloatVector b2 = load(b, bAt + k * width + 2 * Simd.LANES);
            int at = row + k * depthStep;
            FloatVector value = FloatVector.broadcast(Simd.SPECIES, a[at]);
            c00 = value.fma(b0, c00);
            c01 = value.fma(b1, c01);
            c02 = value.fma(b2, c02);
            value = FloatVector.broadcast(Simd.SPECIES, a[at + rowStep]);
            c10 = value.fma(b0, c10);
            c11 = value.fma(b1, c11);
            c12 = value.fma(b2, c12);
            value = FloatVector.broadcast(Simd.SPECIES, a[at + 2 * rowStep]);
            c20 = value.fma(b0, c20);
            c21 = value.fma(b1, c21);
            c22 = value.fma(b2, c22);
            value = FloatVector.broadcast(Simd.SPECIES, a[at + 3 * rowStep]);
            c30 = value.fma(b0, c30);
            c31 = value.fma(b1, c31);
            c32 = value.fma(b2, c32);
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + Simd.LANES);
        c02.intoArray(c, cAt + 2 * Simd.LANES);
        c10.intoArray(c, cAt + width);
        c11.intoArray(c, cAt + width + Simd.LANES);
        c12.intoArray(c, cAt + width + 2 * Simd.LANES);
        c20.intoArray(c, cAt + 2 * width);
        c21.intoArray(c, cAt + 2 * width + Simd.LANES);
        c22.intoArray(c, cAt + 2 * width + 2 * Simd.LANES);
        c30.intoArray(c, cAt + 3 * width);
        c31.intoArray(c, cAt + 3 * width + Simd.LANES);
        c32.intoArray(c, cAt + 3 * width + 2 * Simd.LANES);
    }

    private static void by2(
            float[] a,
            int row,
            int rowStep,
            int depthStep,
            int depth,
            float[] b,
            int bAt,
            float[] c,
            int cAt) {
        int width = 2 * Simd.LANES;
        FloatVector c00 = load(c, cAt);
        FloatVector c01 = load(c, cAt + Simd.LANES);
        FloatVector c10 = load(c, cAt + width);
        FloatVector c11 = load(c, cAt + width + Simd.LANES);
        FloatVector c20 = load(c, cAt + 2 * width);
        FloatVector c21 = load(c, cAt + 2 * width + Simd.LANES);
        FloatVector c30 = load(c, cAt + 3 * width);
        FloatVector c31 = load(c, cAt + 3 * width + Simd.LANES);
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = load(b, bAt + k * width);
            FloatVector b1 = load(b, bAt + k * width + Simd.LANES);
            int at = row + k * depthStep;
            FloatVector value = FloatVector.broadcast(Simd.SPECIES, a[at]);
            c00 = value.fma(b0, c00);
            c01 = value.fma(b1, c01);
            value = FloatVector.broadcast(Simd.SPECIES, a[at + rowStep]);
            c10 = value.fma(b0, c10);
            c11 = value.fma(b1, c11);
            value = FloatVector.broadcast(Simd.SPECIES, a[at + 2 * rowStep]);
            c20 = value.fma(b0, c20);
            c21 = value.fma(b1, c21);
            value = FloatVector.broadcast(Simd.SPECIES, a[at + 3 * rowStep]);
            c30 = value.fma(b0, c30);
            c31 = value.fma(b1, c31);
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + Simd.LANES);
        c10.intoArray(c, cAt + width);
        c11.intoArray(c, cAt + width + Simd.LANES);
        c20.intoArray(c, cAt + 2 * width);
        c21.intoArray(c, cAt + 2 * width + Simd.LANES);
        c30.intoArray(c, cAt + 3 * width);
        c31.intoArray(c, cAt + 3 * width + Simd.LANES);
    }

    private static void by1(
            float[] a,
            int row,
            int rowStep,
            int depthStep,
            int depth,
            float[] b,
            int bAt,
            float[] c,
            int cAt) {
        FloatVector c00 = load(c, cAt);
        FloatVector c10 = load(c, cAt + Simd.LANES);
        FloatVector c20 = load(c, cAt + 2 * Simd.LANES);
        FloatVector c30 = load(c, cAt + 3 * Simd.LANES);
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = load(b, bAt + k * Simd.LANES);
            int at = row + k * depthStep;
            FloatVector value = FloatVector.broadcast(Simd.SPECIES, a[at]);
            c00 = value.fma(b0, c00);
            value = FloatVector.broadcast(Simd.SPECIES, a[at + rowStep]);
            c10 = value.fma(b0, c10);
            value = FloatVector.broadcast(Simd.SPECIES, a[at + 2 * rowStep]);
            c20 = value.fma(b0, c20);
            value = FloatVector.broadcast(Simd.SPECIES, a[at + 3 * rowStep]);
            c30 = value.fma(b0, c30);
        }
        c00.intoArray(c, cAt);
        c10.intoArray(c, cAt + Simd.LANES);
        c20.intoArray(c, cAt + 2 * Simd.LANES);
        c30.intoArray(c, cAt + 3 * Simd.LANES);
    }

    private static FloatVector load(float[] from, int at) {
        return FloatVector.fromArray(Simd.SPECIES, from, at);
    }
}
