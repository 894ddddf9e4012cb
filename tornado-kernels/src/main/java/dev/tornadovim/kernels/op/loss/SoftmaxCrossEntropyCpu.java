package dev.tornadovim.kernels.op.loss;

import dev.tornadovim.kernels.engine.cpu.Chunks;
import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.engine.cpu.VectorMath;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

import java.lang.foreign.MemorySegment;

/** {@link SoftmaxCrossEntropy} with the Vector API: a row stays in the first-level cache. */
final class SoftmaxCrossEntropyCpu {

    private SoftmaxCrossEntropyCpu() {}

    static void forward(CpuLoops loops, SoftmaxCrossEntropy op, Tensor rowsTensor) {
        MemorySegment z = loops.segment(op.logits());
        MemorySegment targets = loops.segment(op.targets());
        MemorySegment logSumExp = loops.segment(op.logSumExp());
        MemorySegment rows = loops.segment(rowsTensor);
        MemorySegment loss = loops.segment(op.loss());
        float smoothing = op.smoothing();
        boolean soft = op.soft();
        int batch = op.logits().dim(0);
        int classes = op.logits().dim(1);
        Chunks chunks = Chunks.ofRows(batch, classes);
        loops.parallel(
                chunks.count(),
                (index, scratch) -> {
                    for (int b = chunks.start(index); b < chunks.end(index); b++) {
                        long at = (long) b * classes;
                        float largest = largest(z, at, classes);
                        double log = Math.log(exponentials(z, at, classes, largest));
                        float mass = 1;
                        float dot;
                        if (soft) {
                            mass = sum(targets, at, classes, 0);
                            dot = dot(targets, z, at, classes, largest);
                        } else {
                            dot = Simd.get(z, at + (long) Simd.get(targets, b)) - largest;
                        }
                        double uniform = log - sum(z, at, classes, largest) / (double) classes;
                        double row = (1 - smoothing) * (mass * log - dot) + smoothing * uniform;
                        Simd.set(logSumExp, b, (float) (log + largest));
                        Simd.set(rows, b, (float) row);
                    }
                });
        loops.parallel(
                1,
                (index, scratch) -> {
                    double sum = 0;
                    for (int b = 0; b < batch; b++) {
                        sum += Simd.get(rows, b);
                    }
                    Simd.set(loss, 0, (float) (sum / batch));
                });
    }

    static float largest(MemorySegment z, long at, int classes) {
        FloatVector largest = FloatVector.broadcast(Simd.SPECIES, Float.NEGATIVE_INFINITY);
        for (int c = 0; c < classes; c += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(c, classes);
            largest = largest.lanewise(VectorOperators.MAX, Simd.load(z, at + c, mask), mask);
        }
        return largest.reduceLanes(VectorOperators.MAX);
    }

    static float exponentials(MemorySegment z, long at, int classes, float largest) {
        FloatVector sum = FloatVector.zero(Simd.SPECIES);
        for (int c = 0; c < classes; c += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(c, classes);
            sum = sum.add(VectorMath.exp(Simd.load(z, at + c, mask).sub(largest)), mask);
        }
        return Simd.sum(sum);
    }

    /** Sum of x - shift. */
    private static float sum(MemorySegment x, long at, int classes, float shift) {
        FloatVector sum = FloatVector.zero(Simd.SPECIES);
        for (int c = 0; c < classes; c += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(c, classes);
            sum = sum.add(Simd.load(x, at + c, mask).sub(shift), mask);
        }
        return Simd.sum(sum);
    }

    /** Sum of t (z - shift). */
    private static float dot(MemorySegment t, MemorySegment z, long at, int classes, float shift) {
        FloatVector sum = FloatVector.zero(Simd.SPECIES);
        for (int c = 0; c < classes; c += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(c, classes);
            sum = Simd.load(z, at + c, mask).sub(shift).fma(Simd.load(t, at + c, mask), sum);
        }
        return Simd.sum(sum);
    }

    static void backward(
            CpuLoops loops, SoftmaxCrossEntropy op, Tensor dLossTensor, Target target) {
        MemorySegment z = loops.segment(op.logits());
        MemorySegment targets = loops.segment(op.targets());
        MemorySegment logSumExp = loops.segment(op.logSumExp());
        MemorySegment dLoss = loops.segment(dLossTensor);
        MemorySegment dz = loops.segment(target.tensor());
        float smoothing = op.smoothing();
        boolean soft = op.soft();
        boolean accumulate = target.accumulate();
        int batch = op.logits().dim(0);
        int classes = op.logits().dim(1);
        Chunks chunks = Chunks.ofRows(batch, classes);
        loops.parallel(
                chunks.count(),
                (index, scratch) -> {
                    float scale = Simd.get(dLoss, 0) / batch;
                    for (int b = chunks.start(index); b < chunks.end(index); b++) {
                        long at = (long) b * classes;
                        float mass = soft ? sum(targets, at, classes, 0) : 1;
                        mass = (1 - smoothing) * mass + smoothing;
                        float log = Simd.get(logSumExp, b);
                        for (int c = 0; c < classes; c += Simd.LANES) {
                            VectorMask<Float> mask = Simd.tail(c, classes);
                            FloatVector value =
                                    VectorMath.exp(Simd.load(z, at + c, mask).sub(log))
                                            .mul(mass)
                                            .sub(smoothing / classes);
                            if (soft) {
                                FloatVector given = Simd.load(targets, at + c, mask);
                                value = value.sub(given.mul(1 - smoothing));
                            }
                            value = value.mul(scale);
                            if (accumulate) {
                                value = value.add(Simd.load(dz, at + c, mask));
                            }
                            Simd.store(value, dz, at + c, mask);
                        }
                        if (!soft) {
                            long label = at + (long) Simd.get(targets, b);
                            Simd.set(dz, label, Simd.get(dz, label) - scale * (1 - smoothing));
                        }
                    }
                });
    }
}
