package dev.tornadovim.kernels.op.attention;

import dev.tornadovim.kernels.engine.cpu.Simd;

import jdk.incubator.vector.FloatVector;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Copies tokens of one head into the scratch memory of a thread and back. */
final class HeadTiles {

    private HeadTiles() {}

    /** Floats that a row of {@code columns} values takes in {@link #rows}: full vectors. */
    static int rowLength(int columns) {
        return (columns + Simd.LANES - 1) / Simd.LANES * Simd.LANES;
    }

    /**
     * Rows of {@code columns} values, {@code stride} apart, to rows of {@link #rowLength}, with zeros
     * behind the values and in the rows from {@code count} to the next full group.
     */
    static void rows(MemorySegment from, long at, int stride, int count, int columns, float[] to) {
        int length = rowLength(columns);
        int full = Simd.bound(columns);
        for (int i = 0; i < count; i++) {
            long row = at + (long) i * stride;
            for (int c = 0; c < full; c += Simd.LANES) {
                Simd.load(from, row + c).intoArray(to, i * length + c);
            }
            if (full < columns) {
                Simd.load(from, row + full, Simd.tail(full, columns))
                        .intoArray(to, i * length + full);
            }
        }
        Arrays.fill(to, count * length, PanelProduct.padded(count) * length, 0f);
    }

    /**
     * Tokens as columns of a panel, times a factor; zeros in the columns from {@code count} on and in
     * the rows behind the head's channels.
     */
    static void panel(
            MemorySegment from,
            long at,
            int stride,
            int count,
            int headDim,
            float factor,
            int width,
            float[] to,
            int toAt) {
        Arrays.fill(to, toAt, toAt + PanelProduct.padded(headDim) * width, 0f);
        for (int i = 0; i < count; i++) {
            long row = at + (long) i * stride;
            for (int c = 0; c < headDim; c++) {
                to[toAt + c * width + i] = Simd.get(from, row + c) * factor;
            }
        }
    }

    /** Column i of a panel, times its factor, to token i; added to it where {@code accumulate} is set. */
    static void fromPanel(
            float[] panel,
            int panelAt,
            int width,
            float[] factors,
            int factorsAt,
            MemorySegment to,
            long at,
            int stride,
            int count,
            int headDim,
            boolean accumulate) {
        for (int i = 0; i < count; i++) {
            long row = at + (long) i * stride;
            for (int c = 0; c < headDim; c++) {
                float value = panel[panelAt + c * width + i] * factors[factorsAt + i];
                Simd.set(to, row + c, accumulate ? value + Simd.get(to, row + c) : value);
            }
        }
    }

    /** Values of one row per query, times a factor; zeros from {@code count} to {@code width}. */
    static void values(
            MemorySegment from, long at, int count, float factor, int width, float[] to, int toAt) {
        for (int i = 0; i < count; i++) {
            to[toAt + i] = Simd.get(from, at + i) * factor;
        }
        Arrays.fill(to, toAt + count, toAt + width, 0f);
    }

    /** A vector of scratch memory. */
    static FloatVector load(float[] from, int at) {
        return FloatVector.fromArray(Simd.SPECIES, from, at);
    }
}
