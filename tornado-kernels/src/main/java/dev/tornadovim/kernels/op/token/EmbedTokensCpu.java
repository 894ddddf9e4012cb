package dev.tornadovim.kernels.op.token;

import dev.tornadovim.kernels.engine.cpu.Chunks;
import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops;

import jdk.incubator.vector.VectorMask;

import java.lang.foreign.MemorySegment;

/** {@link EmbedTokens} with the Vector API: rows of channels in chunks. */
final class EmbedTokensCpu {

    private EmbedTokensCpu() {}

    static void forward(CpuLoops loops, EmbedTokens op) {
        MemorySegment patches = loops.segment(op.patches());
        MemorySegment position = loops.segment(op.position());
        MemorySegment y = loops.segment(op.y());
        int tokens = op.y().dim(1);
        int channels = op.y().dim(2);
        int patchCount = op.patches().dim(1);
        MemorySegment[] tokenAt = new MemorySegment[tokens];
        for (int k = 0; k < op.positions().length; k++) {
            tokenAt[op.positions()[k]] = loops.segment(op.classTokens().get(k));
        }
        int[] patchOf = op.places().patches();
        Chunks chunks = Chunks.ofRows(op.y().rows(), channels);
        loops.parallel(
                chunks.count(),
                (index, scratch) -> {
                    for (int row = chunks.start(index); row < chunks.end(index); row++) {
                        int b = row / tokens;
                        int token = row % tokens;
                        boolean patch = patchOf[token] >= 0;
                        long from = patch ? ((long) b * patchCount + patchOf[token]) * channels : 0;
                        add(
                                patch ? patches : tokenAt[token],
                                from,
                                position,
                                (long) token * channels,
                                y,
                                (long) row * channels,
                                channels);
                    }
                });
    }

    private static void add(
            MemorySegment a,
            long aAt,
            MemorySegment b,
            long bAt,
            MemorySegment y,
            long yAt,
            int columns) {
        for (int c = 0; c < columns; c += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(c, columns);
            Simd.store(
                    Simd.load(a, aAt + c, mask).add(Simd.load(b, bAt + c, mask)), y, yAt + c, mask);
        }
    }
}
