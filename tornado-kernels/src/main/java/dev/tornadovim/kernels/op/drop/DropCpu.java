package dev.tornadovim.kernels.op.drop;

import dev.tornadovim.kernels.engine.cpu.Chunks;
import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** {@link Drop} with the Vector API: the factors of a chunk first, then the products. */
final class DropCpu {

    private DropCpu() {}

    static void drop(
            CpuLoops loops,
            Tensor xTensor,
            Tensor keyTensor,
            Target target,
            int unit,
            int keepBelow,
            float scale) {
        MemorySegment x = loops.segment(xTensor);
        MemorySegment key = loops.segment(keyTensor);
        MemorySegment y = loops.segment(target.tensor());
        boolean accumulate = target.accumulate();
        Chunks chunks = Chunks.of(xTensor.size());
        loops.parallel(
                chunks.count(),
                (index, scratch) -> {
                    int start = chunks.start(index);
                    int end = chunks.end(index);
                    float[] factors = scratch.floats(0, chunks.chunk() + Simd.LANES);
                    factors(key, factors, start, end, unit, keepBelow, scale);
                    for (int i = start; i < end; i += Simd.LANES) {
                        VectorMask<Float> mask = Simd.tail(i, end);
                        FloatVector value =
                                Simd.load(x, i, mask)
                                        .mul(
                                                FloatVector.fromArray(
                                                        Simd.SPECIES, factors, i - start));
                        Simd.store(
                                accumulate ? value.add(Simd.load(y, i, mask)) : value, y, i, mask);
                    }
                });
    }

    private static void factors(
            MemorySegment key,
            float[] factors,
            int start,
            int end,
            int unit,
            int keepBelow,
            float scale) {
        int key0 = (int) Simd.get(key, 0);
        int key1 = (int) Simd.get(key, 1);
        int i = start;
        while (i < end) {
            int counter = i / unit;
            int stop = Math.min(end, (counter + 1) * unit);
            float factor = CounterRandom.bits(key0, key1, counter) < keepBelow ? scale : 0f;
            Arrays.fill(factors, i - start, stop - start, factor);
            i = stop;
        }
    }
}
