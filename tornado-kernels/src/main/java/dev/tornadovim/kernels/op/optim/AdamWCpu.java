package dev.tornadovim.kernels.op.optim;

import dev.tornadovim.kernels.engine.cpu.Chunks;
import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import java.lang.foreign.MemorySegment;

/** {@link AdamW} with the Vector API. */
final class AdamWCpu {

    private AdamWCpu() {}

    static void update(
            CpuLoops loops,
            Tensor pTensor,
            Tensor gTensor,
            Tensor mTensor,
            Tensor vTensor,
            Tensor hyperTensor,
            Tensor scaleTensor,
            int decayEnd) {
        MemorySegment p = loops.segment(pTensor);
        MemorySegment g = loops.segment(gTensor);
        MemorySegment m = loops.segment(mTensor);
        MemorySegment v = loops.segment(vTensor);
        MemorySegment hyper = loops.segment(hyperTensor);
        MemorySegment scale = loops.segment(scaleTensor);
        Chunks chunks = Chunks.of(pTensor.size());
        loops.parallel(
                chunks.count(),
                (index, scratch) -> {
                    int start = chunks.start(index);
                    int end = chunks.end(index);
                    int middle = Math.clamp(decayEnd, start, end);
                    float decay = Simd.get(hyper, 5);
                    range(p, g, m, v, hyper, scale, start, middle, decay);
                    range(p, g, m, v, hyper, scale, middle, end, 0f);
                });
    }

    private static void range(
            MemorySegment p,
            MemorySegment g,
            MemorySegment m,
            MemorySegment v,
            MemorySegment hyper,
            MemorySegment scale,
            int start,
            int end,
            float decay) {
        float rate = Simd.get(hyper, 0);
        float correction = Simd.get(hyper, 1);
        float share1 = Simd.get(hyper, 2);
        float share2 = Simd.get(hyper, 3);
        float eps = Simd.get(hyper, 4);
        float factor = Simd.get(scale, 0);
        FloatVector zero = FloatVector.zero(Simd.SPECIES);
        for (int i = start; i < end; i += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(i, end);
            FloatVector gradient = Simd.load(g, i, mask).mul(factor);
            FloatVector first = Simd.load(m, i, mask);
            first = first.add(gradient.sub(first).mul(share1));
            FloatVector second = Simd.load(v, i, mask).mul(1f - share2);
            second = second.add(gradient.mul(gradient).mul(share2));
            FloatVector value = Simd.load(p, i, mask);
            value = value.sub(value.mul(decay));
            value = value.sub(first.mul(rate).div(second.sqrt().mul(correction).add(eps)));
            Simd.store(value, p, i, mask);
            Simd.store(first, m, i, mask);
            Simd.store(second, v, i, mask);
            Simd.store(zero, g, i, mask);
        }
    }
}
