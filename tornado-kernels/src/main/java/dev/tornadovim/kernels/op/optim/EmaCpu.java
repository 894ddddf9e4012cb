package dev.tornadovim.kernels.op.optim;

import dev.tornadovim.kernels.engine.cpu.Chunks;
import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import java.lang.foreign.MemorySegment;

/** {@link Ema} with the Vector API. */
final class EmaCpu {

    private EmaCpu() {}

    static void average(CpuLoops loops, Tensor pTensor, Tensor aTensor, Tensor decay) {
        MemorySegment p = loops.segment(pTensor);
        MemorySegment a = loops.segment(aTensor);
        MemorySegment kept = loops.segment(decay);
        Chunks chunks = Chunks.of(pTensor.size());
        loops.parallel(
                chunks.count(),
                (index, scratch) -> {
                    int end = chunks.end(index);
                    float share = 1f - Simd.get(kept, 0);
                    for (int i = chunks.start(index); i < end; i += Simd.LANES) {
                        VectorMask<Float> mask = Simd.tail(i, end);
                        FloatVector old = Simd.load(a, i, mask);
                        FloatVector change = Simd.load(p, i, mask).sub(old).mul(share);
                        Simd.store(old.add(change), a, i, mask);
                    }
                });
    }
}
