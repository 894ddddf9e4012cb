package dev.tornadovim.kernels.engine.cpu.gemm;

import dev.tornadovim.kernels.engine.cpu.Chunks;
import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.CpuLoops.Scratch;
import dev.tornadovim.kernels.tensor.Tensor;

import java.lang.foreign.MemorySegment;

/**
 * {@code C[m,n] = A[m,k] · B}, B being weights {@code [k,n]} or {@code [n,k]}. One loop packs B into
 * panels for all of K; the next runs over blocks of C. A block packs its rows of A, which is a plain
 * copy, and takes panel after panel while the rows stay in the second-level cache.
 */
record TokenGemm(int m, int n, int k, boolean transposed) implements Gemm {

    /** Longest sum in one go: a panel of it still fits the second-level cache. */
    private static final int MOST_DEPTH = 2048;

    /** Rows of A in a block, and floats they may take. */
    private static final int MOST_ROWS = 96;

    private static final int MOST_FLOATS = 48 * 1024;

    /** Depth of a piece of B that one iteration packs. */
    private static final int PACK_DEPTH = 96;

    /** Blocks wanted where there are fewer rows than would give them. */
    private static final int BLOCKS = 32;

    @Override
    public int workspace() {
        return Math.addExact(
                Math.multiplyExact(new Panels(n).paddedColumns(), k), Alignment.FLOATS);
    }

    @Override
    public void run(CpuLoops loops, Rows a, Rows b, Result c, Tensor workspace) {
        MemorySegment packed = Alignment.align(loops.segment(workspace));
        Panels panels = new Panels(n);
        Chunks depths = new Chunks(k, PACK_DEPTH);
        if (transposed) {
            loops.parallel(
                    panels.count() * depths.count(),
                    (index, scratch) -> {
                        int p = index / depths.count();
                        int from = depths.start(index % depths.count());
                        int depth = depths.end(index % depths.count()) - from;
                        long at =
                                (long) panels.start(p) * k
                                        + (long) from * panels.vectors(p) * Simd.LANES;
                        Packing.panelOfTransposed(b, from, depth, panels, p, packed, at, scratch);
                    });
        } else {
            loops.parallel(
                    depths.count(),
                    (index, scratch) -> {
                        int from = depths.start(index);
                        int rows = depths.end(index) - from;
                        Packing.panels(b, from, rows, panels, packed, 0, k, from, scratch);
                    });
        }
        Chunks rowBlocks = new Chunks(m, rowsPerBlock());
        int groups = Math.clamp(BLOCKS / rowBlocks.count(), 1, panels.count());
        Chunks panelGroups = new Chunks(panels.count(), (panels.count() + groups - 1) / groups);
        loops.parallel(
                rowBlocks.count() * panelGroups.count(),
                (index, scratch) -> {
                    int block = index / panelGroups.count();
                    int group = index % panelGroups.count();
                    int row = rowBlocks.start(block);
                    int rows = rowBlocks.end(block) - row;
                    block(
                            a,
                            row,
                            rows,
                            packed,
                            panels,
                            panelGroups.start(group),
                            panelGroups.end(group),
                            c,
                            scratch);
                });
    }

    /** Rows of a block: full tiles, spread evenly over the blocks. */
    private int rowsPerBlock() {
        int tile = MicroKernel.FITTING.rows();
        int fitting = Math.clamp(MOST_FLOATS / Math.min(k, MOST_DEPTH), tile, MOST_ROWS);
        int blocks = (m + fitting - 1) / fitting;
        int even = (m + blocks - 1) / blocks;
        return (even + tile - 1) / tile * tile;
    }

    private void block(
            Rows a,
            int row,
            int rows,
            MemorySegment packed,
            Panels panels,
            int firstPanel,
            int endPanel,
            Result c,
            Scratch scratch) {
        MicroKernel kernel = MicroKernel.FITTING;
        int paddedRows = (rows + kernel.rows() - 1) / kernel.rows() * kernel.rows();
        float[] tile = scratch.floats(Packing.TILE_SLOT, kernel.rows() * Panels.WIDTH);
        float[] packedRows = scratch.floats(Packing.A_SLOT, paddedRows * Math.min(k, MOST_DEPTH));
        for (int from = 0; from < k; from += MOST_DEPTH) {
            int depth = Math.min(MOST_DEPTH, k - from);
            Packing.rows(a, row, rows, paddedRows, from, depth, packedRows);
            for (int p = firstPanel; p < endPanel; p++) {
                int vectors = panels.vectors(p);
                int width = vectors * Simd.LANES;
                long at = (long) panels.start(p) * k + (long) from * width;
                for (int i = 0; i < rows; i += kernel.rows()) {
                    kernel.multiply(packedRows, i * depth, false, depth, packed, at, vectors, tile);
                    int valid = Math.min(kernel.rows(), rows - i);
                    c.store(tile, valid, width, row + i, panels.start(p), from == 0);
                }
            }
        }
    }
}
