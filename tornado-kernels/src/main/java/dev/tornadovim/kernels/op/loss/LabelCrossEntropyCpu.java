package dev.tornadovim.kernels.op.loss;

import dev.tornadovim.kernels.engine.cpu.Chunks;
import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.engine.cpu.VectorMath;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import java.lang.foreign.MemorySegment;

/** {@link LabelCrossEntropy} with the Vector API. */
final class LabelCrossEntropyCpu {

    private LabelCrossEntropyCpu() {}

    static void forward(CpuLoops loops, LabelCrossEntropy op, Tensor partialTensor) {
        MemorySegment z = loops.segment(op.logits());
        MemorySegment labels = loops.segment(op.labels());
        MemorySegment logSumExp = loops.segment(op.logSumExp());
        MemorySegment partial = loops.segment(partialTensor);
        MemorySegment share = loops.segment(op.share());
        MemorySegment loss = loops.segment(op.loss());
        int ignoreIndex = op.ignoreIndex();
        int classes = op.logits().columns();
        Chunks chunks = Chunks.ofRows(op.logits().rows(), classes);
        loops.parallel(
                chunks.count(),
                (index, scratch) -> {
                    double sum = 0;
                    int count = 0;
                    for (int row = chunks.start(index); row < chunks.end(index); row++) {
                        int label = (int) Simd.get(labels, row);
                        if (label != ignoreIndex) {
                            long at = (long) row * classes;
                            float largest = SoftmaxCrossEntropyCpu.largest(z, at, classes);
                            float exponentials =
                                    SoftmaxCrossEntropyCpu.exponentials(z, at, classes, largest);
                            double log = Math.log(exponentials) + largest;
                            Simd.set(logSumExp, row, (float) log);
                            sum += log - Simd.get(z, at + label);
                            count++;
                        }
                    }
                    Simd.set(partial, 2L * index, (float) sum);
                    Simd.set(partial, 2L * index + 1, count);
                });
        loops.parallel(
                1,
                (index, scratch) -> {
                    double sum = 0;
                    double count = 0;
                    for (int chunk = 0; chunk < chunks.count(); chunk++) {
                        sum += Simd.get(partial, 2L * chunk);
                        count += Simd.get(partial, 2L * chunk + 1);
                    }
                    double each = count > 0 ? 1 / count : 0;
                    Simd.set(share, 0, (float) each);
                    Simd.set(loss, 0, (float) (sum * each));
                });
    }

    static void backward(CpuLoops loops, LabelCrossEntropy op, Tensor dLossTensor, Target target) {
        MemorySegment z = loops.segment(op.logits());
        MemorySegment labels = loops.segment(op.labels());
        MemorySegment logSumExp = loops.segment(op.logSumExp());
        MemorySegment share = loops.segment(op.share());
        MemorySegment dLoss = loops.segment(dLossTensor);
        MemorySegment dz = loops.segment(target.tensor());
        boolean accumulate = target.accumulate();
        int ignoreIndex = op.ignoreIndex();
        int classes = op.logits().columns();
        Chunks chunks = Chunks.ofRows(op.logits().rows(), classes);
        loops.parallel(
                chunks.count(),
                (index, scratch) -> {
                    float scale = Simd.get(dLoss, 0) * Simd.get(share, 0);
                    for (int row = chunks.start(index); row < chunks.end(index); row++) {
                        long at = (long) row * classes;
                        int label = (int) Simd.get(labels, row);
                        if (label != ignoreIndex) {
                            float log = Simd.get(logSumExp, row);
                            scaledSoftmax(z, at, classes, log, scale, dz, accumulate);
                            Simd.set(dz, at + label, Simd.get(dz, at + label) - scale);
                        } else if (!accumulate) {
                            dz.asSlice(at * Float.BYTES, (long) classes * Float.BYTES)
                                    .fill((byte) 0);
                        }
                    }
                });
    }

    private static void scaledSoftmax(
            MemorySegment z,
            long at,
            int classes,
            float log,
            float scale,
            MemorySegment dz,
            boolean accumulate) {
        for (int c = 0; c < classes; c += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(c, classes);
            FloatVector value = VectorMath.exp(Simd.load(z, at + c, mask).sub(log)).mul(scale);
            Simd.store(
                    accumulate ? value.add(Simd.load(dz, at + c, mask)) : value, dz, at + c, mask);
        }
    }
}
