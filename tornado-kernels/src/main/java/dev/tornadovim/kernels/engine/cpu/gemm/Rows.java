package dev.tornadovim.kernels.engine.cpu.gemm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.tensor.Tensor;

import java.lang.foreign.MemorySegment;

/**
 * The rows of an operand, as packing reads them. They need not lie in memory that way: a convolution
 * hands out image patches as rows and so becomes a matrix product.
 */
@FunctionalInterface
public interface Rows {

    /** Copies {@code count} values of row {@code row}, from {@code column} on, to {@code to[at…]}. */
    void copy(int row, int column, int count, float[] to, int at);

    /** The rows of a tensor. */
    static Rows of(CpuLoops loops, Tensor tensor) {
        MemorySegment segment = loops.segment(tensor);
        long rowStride = tensor.rowStride();
        return (row, column, count, to, at) ->
                MemorySegment.copy(
                        segment,
                        JAVA_FLOAT,
                        (row * rowStride + column) * Float.BYTES,
                        to,
                        at,
                        count);
    }
}
