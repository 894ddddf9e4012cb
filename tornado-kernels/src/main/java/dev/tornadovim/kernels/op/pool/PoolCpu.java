package dev.tornadovim.kernels.op.pool;

import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

import java.lang.foreign.MemorySegment;

/** {@link MeanPool} and {@link MaxPool} with the Vector API: a vector of channels per iteration. */
final class PoolCpu {

    private PoolCpu() {}

    /** The loop body for the channels from {@code c} on of image {@code b}. */
    @FunctionalInterface
    private interface Columns {
        void run(int b, int c);
    }

    private static void forEach(CpuLoops loops, int batch, int channels, Columns body) {
        int vectors = (channels + Simd.LANES - 1) / Simd.LANES;
        loops.parallel(
                batch * vectors,
                (index, scratch) -> {
                    body.run(index / vectors, index % vectors * Simd.LANES);
                });
    }

    static void meanForward(CpuLoops loops, MeanPool op) {
        MemorySegment x = loops.segment(op.x());
        MemorySegment y = loops.segment(op.y());
        int tokens = op.x().dim(1);
        int channels = op.x().dim(2);
        forEach(
                loops,
                op.x().dim(0),
                channels,
                (b, c) -> {
                    VectorMask<Float> mask = Simd.tail(c, channels);
                    long from = (long) b * tokens * channels + c;
                    FloatVector sum = FloatVector.zero(Simd.SPECIES);
                    for (int token = 0; token < tokens; token++) {
                        sum = sum.add(Simd.load(x, from + (long) token * channels, mask));
                    }
                    Simd.store(sum.div(tokens), y, (long) b * channels + c, mask);
                });
    }

    static void meanBackward(CpuLoops loops, MeanPool op, Tensor dyTensor, Target target) {
        MemorySegment dy = loops.segment(dyTensor);
        MemorySegment dx = loops.segment(target.tensor());
        int tokens = op.x().dim(1);
        int channels = op.x().dim(2);
        boolean accumulate = target.accumulate();
        forEach(
                loops,
                op.x().dim(0),
                channels,
                (b, c) -> {
                    VectorMask<Float> mask = Simd.tail(c, channels);
                    long from = (long) b * tokens * channels + c;
                    FloatVector value = Simd.load(dy, (long) b * channels + c, mask).div(tokens);
                    for (int token = 0; token < tokens; token++) {
                        long to = from + (long) token * channels;
                        Simd.store(
                                accumulate ? value.add(Simd.load(dx, to, mask)) : value,
                                dx,
                                to,
                                mask);
                    }
                });
    }

    static void maxForward(CpuLoops loops, MaxPool op) {
        MemorySegment x = loops.segment(op.x());
        MemorySegment y = loops.segment(op.y());
        int tokens = op.x().dim(1);
        int channels = op.x().dim(2);
        forEach(
                loops,
                op.x().dim(0),
                channels,
                (b, c) -> {
                    VectorMask<Float> mask = Simd.tail(c, channels);
                    long from = (long) b * tokens * channels + c;
                    FloatVector largest = Simd.load(x, from, mask);
                    for (int token = 1; token < tokens; token++) {
                        largest = largest.max(Simd.load(x, from + (long) token * channels, mask));
                    }
                    Simd.store(largest, y, (long) b * channels + c, mask);
                });
    }

    static void maxBackward(CpuLoops loops, MaxPool op, Tensor dyTensor, Target target) {
        MemorySegment dy = loops.segment(dyTensor);
        MemorySegment x = loops.segment(op.x());
        MemorySegment y = loops.segment(op.y());
        MemorySegment dx = loops.segment(target.tensor());
        int tokens = op.x().dim(1);
        int channels = op.x().dim(2);
        boolean accumulate = target.accumulate();
        forEach(
                loops,
                op.x().dim(0),
                channels,
                (b, c) -> {
                    VectorMask<Float> mask = Simd.tail(c, channels);
                    long from = (long) b * tokens * channels + c;
                    FloatVector zero = FloatVector.zero(Simd.SPECIES);
                    FloatVector largest = Simd.load(y, (long) b * channels + c, mask);
                    FloatVector left = Simd.load(dy, (long) b * channels + c, mask);
                    for (int token = 0; token < tokens; token++) {
                        long at = from + (long) token * channels;
                        VectorMask<Float> found =
                                Simd.load(x, at, mask).compare(VectorOperators.EQ, largest);
                        FloatVector value = zero.blend(left, found);
                        left = left.blend(0f, found);
                        Simd.store(
                                accumulate ? value.add(Simd.load(dx, at, mask)) : value,
                                dx,
                                at,
                                mask);
                    }
                });
    }
}
