package dev.tornadovim.kernels.engine.cpu.gemm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops.Scratch;

import jdk.incubator.vector.FloatVector;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Copies of operands in the order in which the micro-kernel reads them: A as rows of one length, B as
 * panels with all columns of a panel side by side for every step over K.
 */
final class Packing {

    /** Scratch slots; a loop body uses each for one purpose only. */
    static final int A_SLOT = 0;

    static final int TILE_SLOT = 1;
    private static final int LINES_SLOT = 2;
    private static final int PANEL_SLOT = 3;

    /** Rows transposed at a time, so that a cache line is written whole. */
    private static final int BLOCK = 16;

    private Packing() {}

    /** Rows {@code row…} of A, columns {@code column…}; zeros up to {@code paddedRows}. */
    static void rows(Rows a, int row, int rows, int paddedRows, int column, int depth, float[] to) {
        for (int i = 0; i < rows; i++) {
            a.copy(row + i, column, depth, to, i * depth);
        }
        Arrays.fill(to, rows * depth, paddedRows * depth, 0f);
    }

    /** Rows of the transpose of A: columns {@code column…} of its rows {@code row…}. */
    static void rowsOfTransposed(
            Rows a,
            int row,
            int depth,
            int column,
            int rows,
            int paddedRows,
            float[] to,
            Scratch scratch) {
        float[] lines = scratch.floats(LINES_SLOT, BLOCK * rows);
        for (int k = 0; k < depth; k += BLOCK) {
            int block = Math.min(BLOCK, depth - k);
            for (int i = 0; i < block; i++) {
                a.copy(row + k + i, column, rows, lines, i * rows);
            }
            transpose(lines, block, rows, to, k, depth);
        }
        Arrays.fill(to, rows * depth, paddedRows * depth, 0f);
    }

    /**
     * Rows {@code row…} of B into all panels.
     *
     * @param to memory of the panels, each {@code panelDepth} rows long, from element {@code at} on
     * @param k row within the panels of the first row copied
     */
    static void panels(
            Rows b,
            int row,
            int rows,
            Panels panels,
            MemorySegment to,
            long at,
            int panelDepth,
            int k,
            Scratch scratch) {
        int columns = panels.columns();
        float[] line = scratch.floats(LINES_SLOT, panels.paddedColumns());
        Arrays.fill(line, columns, panels.paddedColumns(), 0f);
        for (int i = 0; i < rows; i++) {
            b.copy(row + i, 0, columns, line, 0);
            for (int p = 0; p < panels.count(); p++) {
                int start = panels.start(p);
                int width = panels.vectors(p) * Simd.LANES;
                long target = at + (long) start * panelDepth + (long) (k + i) * width;
                for (int j = 0; j < width; j += Simd.LANES) {
                    Simd.store(
                            FloatVector.fromArray(Simd.SPECIES, line, start + j), to, target + j);
                }
            }
        }
    }

    /** Columns {@code k…} of B as rows of one panel: row {@code j} of B is column {@code j} of it. */
    static void panelOfTransposed(
            Rows b,
            int k,
            int depth,
            Panels panels,
            int index,
            MemorySegment to,
            long at,
            Scratch scratch) {
        int width = panels.vectors(index) * Simd.LANES;
        int filled = panels.filled(index);
        float[] lines = scratch.floats(LINES_SLOT, width * depth);
        for (int j = 0; j < filled; j++) {
            b.copy(panels.start(index) + j, k, depth, lines, j * depth);
        }
        Arrays.fill(lines, filled * depth, width * depth, 0f);
        float[] panel = scratch.floats(PANEL_SLOT, depth * width);
        transpose(lines, width, depth, panel, 0, width);
        MemorySegment.copy(panel, 0, to, JAVA_FLOAT, at * Float.BYTES, depth * width);
    }

    /** {@code to[at + c * stride + r] = from[r * columns + c]}. */
    private static void transpose(
            float[] from, int rows, int columns, float[] to, int at, int stride) {
        for (int c = 0; c < columns; c++) {
            int start = at + c * stride;
            for (int r = 0; r < rows; r++) {
                to[start + r] = from[r * columns + c];
            }
        }
    }
}
