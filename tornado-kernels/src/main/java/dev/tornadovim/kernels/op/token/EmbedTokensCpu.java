package dev.tornadovim.kernels.op.token;

import dev.tornadovim.kernels.engine.cpu.Chunks;
import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** {@link EmbedTokens} with the Vector API: rows of channels in chunks. */
final class EmbedTokensCpu {

    private EmbedTokensCpu() {}

    static void embed(
            CpuLoops loops,
            Tensor patchesTensor,
            List<Tensor> classTokens,
            int[] positions,
            Tensor positionTensor,
            Tensor yTensor) {
        MemorySegment patches = loops.segment(patchesTensor);
        MemorySegment position = loops.segment(positionTensor);
        MemorySegment y = loops.segment(yTensor);
        int tokens = yTensor.dim(1);
        int channels = yTensor.dim(2);
        int patchCount = patchesTensor.dim(1);
        MemorySegment[] tokenAt = new MemorySegment[tokens];
        for (int k = 0; k < positions.length; k++) {
            tokenAt[positions[k]] = loops.segment(classTokens.get(k));
        }
        int[] patchOf = EmbedTokens.patchIndices(tokens, positions);
        Chunks chunks = Chunks.ofRows(yTensor.rows(), channels);
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

    static void patchGradient(CpuLoops loops, Tensor dyTensor, int[] positions, Target target) {
        MemorySegment dy = loops.segment(dyTensor);
        MemorySegment dx = loops.segment(target.tensor());
        int tokens = dyTensor.dim(1);
        int channels = dyTensor.dim(2);
        int patchCount = target.tensor().dim(1);
        int[] patchOf = EmbedTokens.patchIndices(tokens, positions);
        boolean accumulate = target.accumulate();
        Chunks chunks = Chunks.ofRows(dyTensor.rows(), channels);
        loops.parallel(
                chunks.count(),
                (index, scratch) -> {
                    for (int row = chunks.start(index); row < chunks.end(index); row++) {
                        int patch = patchOf[row % tokens];
                        if (patch < 0) {
                            continue;
                        }
                        long from = (long) row * channels;
                        long to = ((long) (row / tokens) * patchCount + patch) * channels;
                        if (accumulate) {
                            add(dy, from, dx, to, dx, to, channels);
                        } else {
                            MemorySegment.copy(dy, from * 4, dx, to * 4, channels * 4L);
                        }
                    }
                });
    }

    static void batchSum(CpuLoops loops, Tensor dyTensor, int first, Target target) {
        MemorySegment dy = loops.segment(dyTensor);
        MemorySegment dx = loops.segment(target.tensor());
        int batch = dyTensor.dim(0);
        long stride = (long) dyTensor.dim(1) * dyTensor.dim(2);
        boolean accumulate = target.accumulate();
        Chunks chunks = new Chunks(target.tensor().size(), 1024);
        loops.parallel(
                chunks.count(),
                (index, scratch) -> {
                    int end = chunks.end(index);
                    for (int i = chunks.start(index); i < end; i += Simd.LANES) {
                        VectorMask<Float> mask = Simd.tail(i, end);
                        FloatVector sum =
                                accumulate
                                        ? Simd.load(dx, i, mask)
                                        : FloatVector.zero(Simd.SPECIES);
                        for (int b = 0; b < batch; b++) {
                            sum = sum.add(Simd.load(dy, first + b * stride + i, mask));
                        }
                        Simd.store(sum, dx, i, mask);
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
