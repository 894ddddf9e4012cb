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

/** {@link Gelu} with the Vector API. */
final class GeluCpu {

    private GeluCpu() {}

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
                        Simd.store(gelu(Simd.load(x, i, mask)), y, i, mask);
                    }
                });
    }

    static void gradient(CpuLoops loops, Tensor xTensor, Tensor dyTensor, Target dxTarget) {
        MemorySegment x = loops.segment(xTensor);
        MemorySegment dy = loops.segment(dyTensor);
        MemorySegment dx = loops.segment(dxTarget.tensor());
        boolean accumulate = dxTarget.accumulate();
        Chunks chunks = Chunks.of(xTensor.size());
        loops.parallel(
                chunks.count(),
                (index, scratch) -> {
                    int end = chunks.end(index);
                    for (int i = chunks.start(index); i < end; i += Simd.LANES) {
                        VectorMask<Float> mask = Simd.tail(i, end);
                        FloatVector value =
                                derivative(Simd.load(x, i, mask)).mul(Simd.load(dy, i, mask));
                        Simd.store(
                                accumulate ? value.add(Simd.load(dx, i, mask)) : value,
                                dx,
                                i,
                                mask);
                    }
                });
    }

    /** max(x, 0) - |x| Q(|x|). */
    static FloatVector gelu(FloatVector x) {
        FloatVector t = x.abs().min(NormalTail.END);
        FloatVector tail = NormalTail.of(t, NormalTail.bell(t));
        return x.max(0f).sub(t.mul(tail));
    }

    /** Phi(x) + x phi(x). */
    static FloatVector derivative(FloatVector x) {
        FloatVector t = x.abs().min(NormalTail.END);
        FloatVector bell = NormalTail.bell(t);
        FloatVector tail = NormalTail.of(t, bell);
        // The sum for negative x; that for -x is one minus it.
        FloatVector below = tail.sub(t.mul(bell).mul(NormalTail.DENSITY));
        return below.blend(
                FloatVector.broadcast(Simd.SPECIES, 1f).sub(below),
                x.compare(VectorOperators.GT, 0f));
    }
}
