package dev.tornadovim.kernels.op.token;

import dev.tornadovim.kernels.engine.cpu.Chunks;
import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.VectorMask;

import java.lang.foreign.MemorySegment;

/** {@link DropTokens} on the CPU: rows of channels in chunks. */
final class DropTokensCpu {

    private DropTokensCpu() {}

    static void drop(CpuLoops loops, Tensor xTensor, int[] positions, Tensor yTensor) {
        MemorySegment x = loops.segment(xTensor);
        MemorySegment y = loops.segment(yTensor);
        int tokens = xTensor.dim(1);
        int patches = yTensor.dim(1);
        long bytes = xTensor.columns() * (long) Float.BYTES;
        int[] patchOf = EmbedTokens.patchIndices(tokens, positions);
        Chunks chunks = Chunks.ofRows(xTensor.rows(), xTensor.columns());
        loops.parallel(
                chunks.count(),
                (index, scratch) -> {
                    for (int row = chunks.start(index); row < chunks.end(index); row++) {
                        int patch = patchOf[row % tokens];
                        if (patch >= 0) {
                            long to = (long) (row / tokens) * patches + patch;
                            MemorySegment.copy(x, row * bytes, y, to * bytes, bytes);
                        }
                    }
                });
    }

    static void gradient(CpuLoops loops, Tensor dyTensor, int[] positions, Target target) {
        MemorySegment dy = loops.segment(dyTensor);
        MemorySegment dx = loops.segment(target.tensor());
        int tokens = target.tensor().dim(1);
        int patches = dyTensor.dim(1);
        int channels = dyTensor.columns();
        boolean accumulate = target.accumulate();
        int[] patchOf = EmbedTokens.patchIndices(tokens, positions);
        Chunks chunks = Chunks.ofRows(target.tensor().rows(), channels);
        loops.parallel(
                chunks.count(),
                (index, scratch) -> {
                    for (int row = chunks.start(index); row < chunks.end(index); row++) {
                        int patch = patchOf[row % tokens];
                        long from = ((long) (row / tokens) * patches + patch) * channels;
                        long to = (long) row * channels;
                        if (patch < 0 && !accumulate) {
                            dx.asSlice(to * Float.BYTES, channels * (long) Float.BYTES)
                                    .fill((byte) 0);
                        } else if (patch >= 0) {
                            pass(dy, from, dx, to, channels, accumulate);
                        }
                    }
                });
    }

    private static void pass(
            MemorySegment dy, long from, MemorySegment dx, long to, int channels, boolean add) {
        if (!add) {
            long bytes = channels * (long) Float.BYTES;
            MemorySegment.copy(dy, from * Float.BYTES, dx, to * Float.BYTES, bytes);
            return;
        }
        for (int c = 0; c < channels; c += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(c, channels);
            var sum = Simd.load(dx, to + c, mask).add(Simd.load(dy, from + c, mask));
            Simd.store(sum, dx, to + c, mask);
        }
    }
}
