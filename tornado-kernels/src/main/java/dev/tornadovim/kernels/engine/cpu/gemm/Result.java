package dev.tornadovim.kernels.engine.cpu.gemm;

import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import java.lang.foreign.MemorySegment;

/**
 * Where a product goes and what is added on the way.
 *
 * @param data memory of C from its first element on
 * @param rowStride floats from one row of C to the next
 * @param columns columns of C
 * @param bias added to every row, or null
 * @param accumulate whether to add to what is in C
 */
public record Result(
        MemorySegment data, long rowStride, int columns, MemorySegment bias, boolean accumulate) {

    /** Writes {@code c}, plus {@code bias} when it is not null. */
    public static Result write(CpuLoops loops, Tensor c, Tensor bias) {
        return new Result(
                loops.segment(c),
                c.rowStride(),
                c.columns(),
                bias == null ? null : loops.segment(bias),
                false);
    }

    /** Writes or adds to a gradient. */
    public static Result into(CpuLoops loops, Target target) {
        Tensor c = target.tensor();
        return new Result(loops.segment(c), c.rowStride(), c.columns(), null, target.accumulate());
    }

    /**
     * Stores the first {@code rows} rows of a tile that lies at ({@code row}, {@code column}).
     *
     * @param width floats in a row of the tile, a multiple of {@link Simd#LANES}
     * @param first whether this is the first part of the sum over K; later parts are added to C
     */
    void store(float[] tile, int rows, int width, int row, int column, boolean first) {
        boolean add = accumulate || !first;
        boolean addBias = first && bias != null;
        boolean whole = column + width <= columns;
        if (whole && !addBias && add) {
            addWhole(tile, rows, width, row, column);
        } else if (whole && !addBias) {
            copyWhole(tile, rows, width, row, column);
        } else {
            storeMasked(tile, rows, width, row, column, add, addBias);
        }
    }

    // The common cases have loops of their own: without masks, and without a choice between
    // vectors,
    // either of which C2 may box.

    private void copyWhole(float[] tile, int rows, int width, int row, int column) {
        for (int i = 0; i < rows; i++) {
            long at = (row + i) * rowStride + column;
            for (int j = 0; j < width; j += Simd.LANES) {
                Simd.store(FloatVector.fromArray(Simd.SPECIES, tile, i * width + j), data, at + j);
            }
        }
    }

    private void addWhole(float[] tile, int rows, int width, int row, int column) {
        for (int i = 0; i < rows; i++) {
            long at = (row + i) * rowStride + column;
            for (int j = 0; j < width; j += Simd.LANES) {
                FloatVector part = FloatVector.fromArray(Simd.SPECIES, tile, i * width + j);
                Simd.store(part.add(Simd.load(data, at + j)), data, at + j);
            }
        }
    }

    private void storeMasked(
            float[] tile, int rows, int width, int row, int column, boolean add, boolean addBias) {
        for (int j = 0; j < width; j += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(column + j, columns);
            FloatVector offset = FloatVector.zero(Simd.SPECIES);
            if (addBias) {
                offset = Simd.load(bias, column + j, mask);
            }
            for (int i = 0; i < rows; i++) {
                long at = (row + i) * rowStride + column + j;
                FloatVector value =
                        FloatVector.fromArray(Simd.SPECIES, tile, i * width + j).add(offset);
                Simd.store(add ? value.add(Simd.load(data, at, mask)) : value, data, at, mask);
            }
        }
    }

    /** Stores one element. */
    void store(float product, int row, int column) {
        long at = row * rowStride + column;
        float value = bias == null ? product : product + Simd.get(bias, column);
        Simd.set(data, at, accumulate ? Simd.get(data, at) + value : value);
    }

    /** Stores the lanes of {@code mask} of a vector at ({@code row}, {@code column}). */
    void store(FloatVector product, VectorMask<Float> mask, int row, int column) {
        long at = row * rowStride + column;
        FloatVector value = bias == null ? product : product.add(Simd.load(bias, column, mask));
        Simd.store(accumulate ? value.add(Simd.load(data, at, mask)) : value, data, at, mask);
    }
}
