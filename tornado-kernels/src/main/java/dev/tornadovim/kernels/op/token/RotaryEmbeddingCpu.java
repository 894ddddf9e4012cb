package dev.tornadovim.kernels.op.token;

import dev.tornadovim.kernels.engine.cpu.Chunks;
import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

import java.lang.foreign.MemorySegment;

/** {@link RotaryEmbedding} with the Vector API: rows of channels in chunks. */
final class RotaryEmbeddingCpu {

    /** Exchanges the two channels of each pair. */
    private static final VectorShuffle<Float> PARTNER =
            VectorShuffle.fromOp(Simd.SPECIES, lane -> lane ^ 1);

    private RotaryEmbeddingCpu() {}

    static void rotate(
            CpuLoops loops, RotaryAngles angles, Tensor xTensor, float turn, Target target) {
        MemorySegment x = loops.segment(xTensor);
        MemorySegment cosine = loops.segment(angles.cosine());
        MemorySegment sine = loops.segment(angles.sine());
        MemorySegment y = loops.segment(target.tensor());
        boolean accumulate = target.accumulate();
        int tokens = angles.cosine().rows();
        int channels = xTensor.columns();
        Chunks chunks = Chunks.ofRows(xTensor.rows(), channels);
        loops.parallel(
                chunks.count(),
                (index, scratch) -> {
                    for (int row = chunks.start(index); row < chunks.end(index); row++) {
                        long at = (long) row * channels;
                        long angle = (long) (row % tokens) * channels;
                        for (int c = 0; c < channels; c += Simd.LANES) {
                            VectorMask<Float> mask = Simd.tail(c, channels);
                            FloatVector value = Simd.load(x, at + c, mask);
                            FloatVector turned =
                                    value.rearrange(PARTNER)
                                            .mul(Simd.load(sine, angle + c, mask))
                                            .mul(turn);
                            FloatVector sum = Simd.load(cosine, angle + c, mask).fma(value, turned);
                            Simd.store(
                                    accumulate ? sum.add(Simd.load(y, at + c, mask)) : sum,
                                    y,
                                    at + c,
                                    mask);
                        }
                    }
                });
    }
}
