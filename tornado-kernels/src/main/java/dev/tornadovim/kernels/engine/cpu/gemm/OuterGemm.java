package dev.tornadovim.kernels.engine.cpu.gemm;

import dev.tornadovim.kernels.engine.cpu.Chunks;
import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.CpuLoops.Scratch;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import java.lang.foreign.MemorySegment;

/**
 * {@code C[m,n] = A[k,m]ᵀ · B[k,n]} where K counts tokens and C is as small as a weight. An iteration
 * owns a block of rows of C for a slab of K and walks the slab in chunks: it packs a chunk of B into
 * panels, its columns of A as rows, and adds the product to its part of C. K is cut into several slabs
 * only where C has too few rows to keep all cores busy; a last loop then adds the slabs in order.
 */
record OuterGemm(int m, int n, int k) implements Gemm {

    /** Tokens of a chunk: packed, the chunk stays in the second-level cache. */
    private static final int DEPTH = 256;

    private static final int MOST_ROWS = 192;

    /** Iterations wanted; slabs are added until there are as many. */
    private static final int ITERATIONS = 32;

    /** Cuts that depend on the sizes alone. */
    private record Cut(Chunks rows, Chunks slabs, Panels panels) {

        int iterations() {
            return rows.count() * slabs.count();
        }

        /** Floats of a packed chunk of B. */
        int chunkFloats() {
            return Math.min(DEPTH, slabs.length()) * panels.paddedColumns();
        }
    }

    private Cut cut() {
        int tile = MicroKernel.FITTING.rows();
        int blocks = (m + MOST_ROWS - 1) / MOST_ROWS;
        int even = (m + blocks - 1) / blocks;
        Chunks rows = new Chunks(m, (even + tile - 1) / tile * tile);
        int chunks = (k + DEPTH - 1) / DEPTH;
        int slabs = Math.clamp(ITERATIONS / rows.count(), 1, chunks);
        int chunksEach = (chunks + slabs - 1) / slabs;
        return new Cut(rows, new Chunks(k, chunksEach * DEPTH), new Panels(n));
    }

    @Override
    public int workspace() {
        Cut cut = cut();
        int partial = cut.slabs.count() == 1 ? 0 : Math.multiplyExact(cut.slabs.count(), m * n);
        int packed = Math.multiplyExact(cut.iterations(), cut.chunkFloats());
        return Math.addExact(Math.addExact(partial, packed), Alignment.FLOATS);
    }

    @Override
    public void run(CpuLoops loops, Rows a, Rows b, Result c, Tensor workspace) {
        MemorySegment work = Alignment.align(loops.segment(workspace));
        Cut cut = cut();
        int slabs = cut.slabs.count();
        long partialAt = (long) cut.iterations() * cut.chunkFloats();
        MemorySegment partial = work.asSlice(partialAt * Float.BYTES);
        Result[] targets = new Result[slabs];
        for (int slab = 0; slab < slabs; slab++) {
            targets[slab] =
                    slabs == 1
                            ? c
                            : new Result(
                                    partial.asSlice((long) slab * m * n * Float.BYTES),
                                    n,
                                    n,
                                    null,
                                    false);
        }
        loops.parallel(
                cut.iterations(),
                (index, scratch) -> {
                    int slab = index / cut.rows.count();
                    int block = index % cut.rows.count();
                    long packed = (long) index * cut.chunkFloats();
                    for (int from = cut.slabs.start(slab);
                            from < cut.slabs.end(slab);
                            from += DEPTH) {
                        int depth = Math.min(DEPTH, cut.slabs.end(slab) - from);
                        Packing.panels(b, from, depth, cut.panels, work, packed, depth, 0, scratch);
                        boolean first = from == cut.slabs.start(slab);
                        chunk(
                                a,
                                from,
                                depth,
                                cut,
                                block,
                                work,
                                packed,
                                targets[slab],
                                first,
                                scratch);
                    }
                });
        if (slabs > 1) {
            loops.parallel(m, (row, scratch) -> reduce(partial, slabs, row, c));
        }
    }

    private void chunk(
            Rows a,
            int from,
            int depth,
            Cut cut,
            int block,
            MemorySegment packed,
            long packedAt,
            Result target,
            boolean first,
            Scratch scratch) {
        MicroKernel kernel = MicroKernel.FITTING;
        int row = cut.rows.start(block);
        int rows = cut.rows.end(block) - row;
        int paddedRows = (rows + kernel.rows() - 1) / kernel.rows() * kernel.rows();
        float[] packedRows = scratch.floats(Packing.A_SLOT, paddedRows * depth);
        float[] tile = scratch.floats(Packing.TILE_SLOT, kernel.rows() * Panels.WIDTH);
        Packing.interleaved(a, from, depth, row, rows, packedRows, scratch);
        for (int p = 0; p < cut.panels.count(); p++) {
            int vectors = cut.panels.vectors(p);
            long at = packedAt + (long) cut.panels.start(p) * depth;
            for (int i = 0; i < rows; i += kernel.rows()) {
                kernel.multiply(packedRows, i * depth, true, depth, packed, at, vectors, tile);
                int valid = Math.min(kernel.rows(), rows - i);
                target.store(
                        tile, valid, vectors * Simd.LANES, row + i, cut.panels.start(p), first);
            }
        }
    }

    /** Adds the slabs of one row of C, first to last. */
    private void reduce(MemorySegment partial, int slabs, int row, Result c) {
        for (int j = 0; j < n; j += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(j, n);
            long at = (long) row * n + j;
            FloatVector sum = Simd.load(partial, at, mask);
            for (int slab = 1; slab < slabs; slab++) {
                sum = sum.add(Simd.load(partial, (long) slab * m * n + at, mask));
            }
            c.store(sum, mask, row, j);
        }
    }
}
