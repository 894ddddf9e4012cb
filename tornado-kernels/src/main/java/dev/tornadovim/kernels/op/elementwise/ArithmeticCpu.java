package dev.tornadovim.kernels.op.elementwise;

import dev.tornadovim.kernels.engine.cpu.Chunks;
import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import java.lang.foreign.MemorySegment;

/** {@link Add} and {@link Scale} with the Vector API. */
final class ArithmeticCpu {

    private ArithmeticCpu() {}

    static void add(CpuLoops loops, Tensor aTensor, Tensor bTensor, Tensor yTensor) {
        MemorySegment a = loops.segment(aTensor);
        MemorySegment b = loops.segment(bTensor);
        MemorySegment y = loops.segment(yTensor);
        Chunks chunks = Chunks.of(yTensor.size());
        loops.parallel(
                chunks.count(),
                (index, scratch) -> {
                    int end = chunks.end(index);
                    for (int i = chunks.start(index); i < end; i += Simd.LANES) {
                        VectorMask<Float> mask = Simd.tail(i, end);
                        Simd.store(Simd.load(a, i, mask).add(Simd.load(b, i, mask)), y, i, mask);
                    }
                });
    }

    static void scale(CpuLoops loops, Tensor xTensor, Target target, float factor) {
        MemorySegment x = loops.segment(xTensor);
        MemorySegment y = loops.segment(target.tensor());
        boolean accumulate = target.accumulate();
        Chunks chunks = Chunks.of(xTensor.size());
        loops.parallel(
                chunks.count(),
                (index, scratch) -> {
                    int end = chunks.end(index);
                    for (int i = chunks.start(index); i < end; i += Simd.LANES) {
                        VectorMask<Float> mask = Simd.tail(i, end);
                        FloatVector value = Simd.load(x, i, mask).mul(factor);
                        Simd.store(
                                accumulate ? value.add(Simd.load(y, i, mask)) : value, y, i, mask);
                    }
                });
    }
}
