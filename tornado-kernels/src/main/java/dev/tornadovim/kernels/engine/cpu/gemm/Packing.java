package dev.tornadovim.kernels.engine.cpu.gemm;

import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops.Scratch;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

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

    private static final int TILE_ROWS = MicroKernel.FITTING.rows();

    /** The widest vector of this machine of which a tile's rows are a multiple. */
    private static final VectorSpecies<Float> PIECE =
            TILE_ROWS % 8 == 0 && Simd.LANES >= 8
                    ? FloatVector.SPECIES_256
                    : TILE_ROWS % 4 == 0 ? FloatVector.SPECIES_128 : FloatVector.SPECIES_64;

    private Packing() {}

    /** Rows {@code row…} of A, columns {@code column…}; zeros up to {@code paddedRows}. */
    static void rows(Rows a, int row, int rows, int paddedRows, int column, int depth, float[] to) {
        a.copy(row, rows, column, depth, to, 0);
        Arrays.fill(to, rows * depth, paddedRows * depth, 0f);
    }

    /**
     * The transpose of rows {@code row…} of A, columns {@code column…}: for each tile, {@code depth}
     * times as many floats as a tile has rows. Zeros fill the last tile.
     */
    static void interleaved(
            Rows a, int row, int depth, int column, int rows, float[] to, Scratch scratch) {
        int padded = Math.ceilDiv(rows, TILE_ROWS) * TILE_ROWS;
        float[] line = scratch.floats(LINES_SLOT, padded);
        Arrays.fill(line, rows, padded, 0f);
        for (int k = 0; k < depth; k++) {
            a.copy(row + k, column, rows, line, 0);
            for (int i = 0; i < padded; i += TILE_ROWS) {
                for (int j = 0; j < TILE_ROWS; j += PIECE.length()) {
                    FloatVector.fromArray(PIECE, line, i + j)
                            .intoArray(to, i * depth + k * TILE_ROWS + j);
                }
            }
        }
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
        float[] line = scratch.floats(LINES_SLOT, depth);
        float[] panel = scratch.floats(PANEL_SLOT, depth * Panels.WIDTH);
        for (int j = 0; j < width; j++) {
            if (j < filled) {
                b.copy(panels.start(index) + j, k, depth, line, 0);
            } else {
                Arrays.fill(line, 0, depth, 0f);
            }
            column(line, depth, panel, j);
        }
        for (int i = 0; i < depth; i++) {
            for (int j = 0; j < width; j += Simd.LANES) {
                Simd.store(
                        FloatVector.fromArray(Simd.SPECIES, panel, i * Panels.WIDTH + j),
                        to,
                        at + (long) i * width + j);
            }
        }
    }

    /** Spreads a line over a column; the constant stride spares the range checks. */
    private static void column(float[] line, int length, float[] panel, int column) {
        for (int i = 0; i < length; i++) {
            panel[i * Panels.WIDTH + column] = line[i];
        }
    }
}
