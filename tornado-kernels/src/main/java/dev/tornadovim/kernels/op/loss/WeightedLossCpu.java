package dev.tornadovim.kernels.op.loss;

import dev.tornadovim.kernels.engine.cpu.Chunks;
import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import java.lang.foreign.MemorySegment;

/** {@link WeightedLoss} with the Vector API. */
final class WeightedLossCpu {

    private WeightedLossCpu() {}

    static void forward(CpuLoops loops, WeightedLoss op, Tensor partialTensor) {
        MemorySegment p = loops.segment(op.prediction());
        MemorySegment t = loops.segment(op.target());
        MemorySegment w = loops.segment(op.weights());
        MemorySegment normalizer = loops.segment(op.normalizer());
        MemorySegment partial = loops.segment(partialTensor);
        MemorySegment loss = loops.segment(op.loss());
        LossFunction.Values value = op.function().value();
        Chunks chunks = Chunks.of(op.prediction().size());
        loops.parallel(
                chunks.count(),
                (index, scratch) -> {
                    int end = chunks.end(index);
                    FloatVector sum = FloatVector.zero(Simd.SPECIES);
                    for (int i = chunks.start(index); i < end; i += Simd.LANES) {
                        VectorMask<Float> mask = Simd.tail(i, end);
                        FloatVector each =
                                value.apply(Simd.load(p, i, mask), Simd.load(t, i, mask));
                        sum = each.fma(Simd.load(w, i, mask), sum);
                    }
                    Simd.set(partial, index, Simd.sum(sum));
                });
        loops.parallel(
                1,
                (index, scratch) -> {
                    double sum = 0;
                    for (int chunk = 0; chunk < chunks.count(); chunk++) {
                        sum += Simd.get(partial, chunk);
                    }
                    Simd.set(loss, 0, (float) (sum / Simd.get(normalizer, 0)));
                });
    }

    static void backward(CpuLoops loops, WeightedLoss op, Tensor dLossTensor, Target target) {
        MemorySegment p = loops.segment(op.prediction());
        MemorySegment t = loops.segment(op.target());
        MemorySegment w = loops.segment(op.weights());
        MemorySegment normalizer = loops.segment(op.normalizer());
        MemorySegment dLoss = loops.segment(dLossTensor);
        MemorySegment dp = loops.segment(target.tensor());
        LossFunction.Values slope = op.function().slope();
        boolean accumulate = target.accumulate();
        Chunks chunks = Chunks.of(op.prediction().size());
        loops.parallel(
                chunks.count(),
                (index, scratch) -> {
                    float scale = Simd.get(dLoss, 0) / Simd.get(normalizer, 0);
                    int end = chunks.end(index);
                    for (int i = chunks.start(index); i < end; i += Simd.LANES) {
                        VectorMask<Float> mask = Simd.tail(i, end);
                        FloatVector value =
                                slope.apply(Simd.load(p, i, mask), Simd.load(t, i, mask))
                                        .mul(Simd.load(w, i, mask))
                                        .mul(scale);
                        Simd.store(
                                accumulate ? value.add(Simd.load(dp, i, mask)) : value,
                                dp,
                                i,
                                mask);
                    }
                });
    }
}
