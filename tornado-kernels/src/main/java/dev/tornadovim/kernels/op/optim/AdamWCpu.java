package dev.tornadovim.kernels.op.optim;

import dev.tornadovim.kernels.engine.cpu.Chunks;
import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;

import java.lang.foreign.MemorySegment;

/**
 * {@link AdamW} with the Vector API. Blocks and the end of the decay are multiples of 16, so only
 * vectors of more lanes leave a rest.
 */
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
                    if (Simd.get(scale, 0) == 0f) {
                        clear(g, start, end);
                        return;
                    }
                    float decay = Simd.get(hyper, 5);
                    range(p, g, m, v, hyper, scale, start, middle, decay);
                    range(p, g, m, v, hyper, scale, middle, end, 0f);
                });
    }

    private static void clear(MemorySegment g, int start, int end) {
        g.asSlice((long) start * Float.BYTES, (long) (end - start) * Float.BYTES).fill((byte) 0);
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
        int i = start;
        for (; i + Simd.LANES <= end; i += Simd.LANES) {
            FloatVector gradient = Simd.load(g, i).mul(factor);
            Simd.store(FloatVector.zero(Simd.SPECIES), g, i);
            FloatVector first = Simd.load(m, i);
            first = first.add(gradient.sub(first).mul(share1));
            Simd.store(first, m, i);
            FloatVector second = Simd.load(v, i).mul(1f - share2);
            second = second.add(gradient.mul(gradient).mul(share2));
            Simd.store(second, v, i);
            FloatVector value = Simd.load(p, i);
            value = value.sub(value.mul(decay));
            value = value.sub(first.mul(rate).div(second.sqrt().mul(correction).add(eps)));
            Simd.store(value, p, i);
        }
        for (; i < end; i++) {
            float gradient = Simd.get(g, i) * factor;
            Simd.set(g, i, 0f);
            float first = Simd.get(m, i);
            first += (gradient - first) * share1;
            Simd.set(m, i, first);
            float second = Simd.get(v, i) * (1f - share2) + gradient * gradient * share2;
            Simd.set(v, i, second);
            float value = Simd.get(p, i);
            value -= value * decay;
            value -= first * rate / ((float) Math.sqrt(second) * correction + eps);
            Simd.set(p, i, value);
        }
    }
}
