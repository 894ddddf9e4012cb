package dev.tornadovim.kernels.engine.cpu.gemm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.tensor.Tensor;

import java.lang.foreign.MemorySegment;

/**
 * The rows of an operand, as packing reads them. They need not lie in memory that way: a convolution
 * hands out image patches as rows and so becomes a matrix product.
 */
public interface Rows {

    /** Copies {@code count} values of row {@code row}, from {@code column} on, to {@code to[at…]}. */
    void copy(int row, int column, int count, float[] to, int at);

    /** Copies {@code rows} rows one behind the other. */
    default void copy(int row, int rows, int column, int count, float[] to, int at) {
        for (int i = 0; i < rows; i++) {
            copy(row + i, column, count, to, at + i * count);
        }
    }

    /** The rows of a tensor. */
    static Rows of(CpuLoops loops, Tensor tensor) {
        return new InMemory(loops.segment(tensor), tensor.rowStride());
    }

    /** Rows that lie in memory, {@code stride} floats apart. */
    record InMemory(MemorySegment data, long stride) implements Rows {

        @Override
        public void copy(int row, int column, int count, float[] to, int at) {
            long index = row * stride + column;
            MemorySegment.copy(data, JAVA_FLOAT, index * Float.BYTES, to, at, count);
        }

        @Override
        public void copy(int row, int rows, int column, int count, float[] to, int at) {
            if (count == stride) {
                copy(row, 0, rows * count, to, at);
            } else {
                Rows.super.copy(row, rows, column, count, to, at);
            }
        }
    }
}
