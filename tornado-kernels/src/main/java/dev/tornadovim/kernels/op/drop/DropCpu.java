package dev.tornadovim.kernels.op.drop;

import dev.tornadovim.kernels.engine.cpu.Chunks;
import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import java.lang.foreign.MemorySegment;

/** {@link Drop} with the Vector API. */
final class DropCpu {

    private static final VectorSpecies<Integer> COUNTERS = Simd.SPECIES.withLanes(int.class);

    private DropCpu() {}

    static void drop(CpuLoops loops, Drop op, Tensor xTensor, Target target) {
        MemorySegment x = loops.segment(xTensor);
        MemorySegment key = loops.segment(op.key());
        MemorySegment y = loops.segment(target.tensor());
        int span = op.span();
        int channels = op.channels();
        int keepBelow = op.keepBelow();
        float scale = op.scale();
        boolean accumulate = target.accumulate();
        Chunks chunks = Chunks.of(xTensor.size());
        loops.parallel(
                chunks.count(),
                (index, scratch) -> {
                    int start = chunks.start(index);
                    int end = chunks.end(index);
                    int key0 = (int) Simd.get(key, 0);
                    int key1 = (int) Simd.get(key, 1);
                    if (span == 1) {
                        elements(x, y, accumulate, start, end, start, key0, key1, keepBelow, scale);
                        return;
                    }
                    for (int i = start; i < end; ) {
                        int counter = i / span * channels + i % channels;
                        int stop;
                        if (channels == 1) {
                            stop = Math.min(end, (counter + 1) * span);
                            boolean kept = CounterRandom.bits(key0, key1, counter) < keepBelow;
                            run(x, y, accumulate, i, stop, kept ? scale : 0f);
                        } else {
                            stop = Math.min(end, (i / channels + 1) * channels);
                            elements(
                                    x,
                                    y,
                                    accumulate,
                                    i,
                                    stop,
                                    counter,
                                    key0,
                                    key1,
                                    keepBelow,
                                    scale);
                        }
                        i = stop;
                    }
                });
    }

    /** Elements that are kept or left out one by one, of units from {@code counter} on. */
    private static void elements(
            MemorySegment x,
            MemorySegment y,
            boolean accumulate,
            int start,
            int end,
            int counter,
            int key0,
            int key1,
            int keepBelow,
            float scale) {
        FloatVector zero = FloatVector.zero(Simd.SPECIES);
        for (int i = start; i < end; i += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(i, end);
            IntVector counters = IntVector.broadcast(COUNTERS, counter + i - start).addIndex(1);
            VectorMask<Float> kept =
                    CounterRandom.bits(key0, key1, counters)
                            .compare(VectorOperators.LT, keepBelow)
                            .cast(Simd.SPECIES);
            FloatVector value = zero.blend(Simd.load(x, i, mask).mul(scale), kept);
            Simd.store(accumulate ? value.add(Simd.load(y, i, mask)) : value, y, i, mask);
        }
    }

    /** Elements of one unit. */
    private static void run(
            MemorySegment x,
            MemorySegment y,
            boolean accumulate,
            int start,
            int end,
            float factor) {
        for (int i = start; i < end; i += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(i, end);
            FloatVector value = Simd.load(x, i, mask).mul(factor);
            Simd.store(accumulate ? value.add(Simd.load(y, i, mask)) : value, y, i, mask);
        }
    }
}
