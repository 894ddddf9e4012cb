package dev.tornadovim.kernels.op.activation;

import dev.tornadovim.kernels.engine.cpu.Chunks;
import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

import java.lang.foreign.MemorySegment;

/** {@link Relu} with the Vector API. */
final class ReluCpu {

    private ReluCpu() {}

    static void forward(CpuLoops loops, Tensor xTensor, Tensor yTensor) {
        MemorySegment x = loops.segment(xTensor);
        MemorySegment y = loops.segment(yTensor);
        Chunks chunks = Chunks.of(xTensor.size());
        loops.parallel(
                chunks.count(),
                (index, scratch) -> {
                    int end = chunks.end(index);
                    for (int i = chunks.start(index); i < end; i += Simd.LANES) {
                        VectorMask<Float> mask = Simd.tail(i, end);
                        FloatVector value = Simd.load(x, i, mask);
                        Simd.store(
                                value.blend(0f, value.compare(VectorOperators.LT, 0f)), y, i, mask);
                    }
                });
    }

    static void gradient(CpuLoops loops, Tensor yTensor, Tensor dyTensor, Target dxTarget) {
        MemorySegment y = loops.segment(yTensor);
        MemorySegment dy = loops.segment(dyTensor);
        MemorySegment dx = loops.segment(dxTarget.tensor());
        boolean accumulate = dxTarget.accumulate();
        Chunks chunks = Chunks.of(yTensor.size());
        loops.parallel(
                chunks.count(),
                (index, scratch) -> {
                    int end = chunks.end(index);
                    for (int i = chunks.start(index); i < end; i += Simd.LANES) {
                        VectorMask<Float> mask = Simd.tail(i, end);
                        VectorMask<Float> passes =
                                Simd.load(y, i, mask).compare(VectorOperators.GT, 0f);
                        FloatVector value = Simd.load(dy, i, mask.and(passes));
                        Simd.store(
                                accumulate ? value.add(Simd.load(dx, i, mask)) : value,
                                dx,
                                i,
                                mask);
                    }
                });
    }
}
