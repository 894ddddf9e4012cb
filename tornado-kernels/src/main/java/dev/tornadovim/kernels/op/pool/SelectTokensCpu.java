package dev.tornadovim.kernels.op.pool;

import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import java.lang.foreign.MemorySegment;

/** {@link SelectTokens} with the Vector API, one image per iteration. */
final class SelectTokensCpu {

    private SelectTokensCpu() {}

    static void forward(CpuLoops loops, SelectTokens op) {
        MemorySegment x = loops.segment(op.x());
        MemorySegment y = loops.segment(op.y());
        int tokens = op.x().dim(1);
        int channels = op.x().dim(2);
        int[] positions = op.positions();
        float factor = op.factor();
        loops.parallel(
                op.x().dim(0),
                (b, scratch) -> {
                    for (int c = 0; c < channels; c += Simd.LANES) {
                        VectorMask<Float> mask = Simd.tail(c, channels);
                        FloatVector sum = FloatVector.zero(Simd.SPECIES);
                        for (int at : positions) {
                            long from = ((long) b * tokens + at) * channels + c;
                            sum = sum.add(Simd.load(x, from, mask));
                        }
                        Simd.store(sum.mul(factor), y, (long) b * channels + c, mask);
                    }
                });
    }

    static void backward(CpuLoops loops, SelectTokens op, Tensor dyTensor, Target target) {
        MemorySegment dy = loops.segment(dyTensor);
        MemorySegment dx = loops.segment(target.tensor());
        int tokens = op.x().dim(1);
        int channels = op.x().dim(2);
        long bytes = (long) tokens * channels * Float.BYTES;
        int[] positions = op.positions();
        float factor = op.factor();
        boolean accumulate = target.accumulate();
        loops.parallel(
                op.x().dim(0),
                (b, scratch) -> {
                    if (!accumulate) {
                        dx.asSlice(b * bytes, bytes).fill((byte) 0);
                    }
                    for (int at : positions) {
                        long to = ((long) b * tokens + at) * channels;
                        for (int c = 0; c < channels; c += Simd.LANES) {
                            VectorMask<Float> mask = Simd.tail(c, channels);
                            FloatVector value =
                                    Simd.load(dy, (long) b * channels + c, mask).mul(factor);
                            value = value.add(Simd.load(dx, to + c, mask));
                            Simd.store(value, dx, to + c, mask);
                        }
                    }
                });
    }
}
