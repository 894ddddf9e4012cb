package dev.tornadovim.kernels.op.resize;

import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** {@link BilinearResize} with the Vector API, one iteration per row of an image. */
final class BilinearResizeCpu {

    private BilinearResizeCpu() {}

    static void forward(CpuLoops loops, BilinearResize op) {
        MemorySegment x = loops.segment(op.x());
        MemorySegment y = loops.segment(op.y());
        ResizeAxis rows = op.rows();
        ResizeAxis columns = op.columns();
        int channels = op.x().columns();
        int length = columns.in() * channels;
        loops.parallel(
                op.x().dim(0) * rows.out(),
                (index, scratch) -> {
                    int image = index / rows.out();
                    int oy = index % rows.out();
                    float[] line = scratch.floats(0, length);
                    long from = (long) image * rows.in() * length;
                    long upper = from + (long) rows.low()[oy] * length;
                    long lower = from + (long) rows.high(oy) * length;
                    between(x, upper, lower, rows.fraction()[oy], line, length);
                    long to = (long) index * columns.out() * channels;
                    for (int ox = 0; ox < columns.out(); ox++) {
                        int left = columns.low()[ox] * channels;
                        int right = columns.high(ox) * channels;
                        between(line, left, right, columns.fraction()[ox], y, to, channels);
                        to += channels;
                    }
                });
    }

    /** into = (1 - fraction) x[a..] + fraction x[b..]. */
    private static void between(
            MemorySegment x, long a, long b, float fraction, float[] into, int length) {
        for (int i = 0; i < length; i += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(i, length);
            FloatVector first = Simd.load(x, a + i, mask).mul(1 - fraction);
            Simd.load(x, b + i, mask)
                    .fma(FloatVector.broadcast(Simd.SPECIES, fraction), first)
                    .intoArray(into, i, mask);
        }
    }

    /** The same from an array to memory. */
    private static void between(
            float[] x, int a, int b, float fraction, MemorySegment into, long at, int length) {
        for (int i = 0; i < length; i += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(i, length);
            FloatVector first =
                    FloatVector.fromArray(Simd.SPECIES, x, a + i, mask).mul(1 - fraction);
            FloatVector value =
                    FloatVector.fromArray(Simd.SPECIES, x, b + i, mask)
                            .fma(FloatVector.broadcast(Simd.SPECIES, fraction), first);
            Simd.store(value, into, at + i, mask);
        }
    }

    static void backward(CpuLoops loops, BilinearResize op, Tensor dyTensor, Target dxTarget) {
        MemorySegment dy = loops.segment(dyTensor);
        MemorySegment dx = loops.segment(dxTarget.tensor());
        boolean accumulate = dxTarget.accumulate();
        ResizeAxis rows = op.rows();
        ResizeAxis columns = op.columns();
        int channels = op.x().columns();
        int length = columns.in() * channels;
        int outLength = columns.out() * channels;
        loops.parallel(
                op.x().dim(0) * rows.in(),
                (index, scratch) -> {
                    int image = index / rows.in();
                    int sy = index % rows.in();
                    float[] outLine = scratch.floats(0, outLength);
                    float[] line = scratch.floats(1, length);
                    Arrays.fill(outLine, 0, outLength, 0f);
                    for (int oy = rows.first()[sy]; oy < rows.end()[sy]; oy++) {
                        long from = ((long) image * rows.out() + oy) * outLength;
                        addScaled(dy, from, rows.weight(sy, oy), outLine, outLength);
                    }
                    Arrays.fill(line, 0, length, 0f);
                    for (int ox = 0; ox < columns.out(); ox++) {
                        float fraction = columns.fraction()[ox];
                        int from = ox * channels;
                        addScaled(
                                outLine,
                                from,
                                1 - fraction,
                                line,
                                columns.low()[ox] * channels,
                                channels);
                        addScaled(
                                outLine,
                                from,
                                fraction,
                                line,
                                columns.high(ox) * channels,
                                channels);
                    }
                    store(line, dx, (long) index * length, length, accumulate);
                });
    }

    private static void addScaled(
            MemorySegment x, long from, float factor, float[] sums, int length) {
        for (int i = 0; i < length; i += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(i, length);
            Simd.load(x, from + i, mask)
                    .fma(
                            FloatVector.broadcast(Simd.SPECIES, factor),
                            FloatVector.fromArray(Simd.SPECIES, sums, i, mask))
                    .intoArray(sums, i, mask);
        }
    }

    private static void addScaled(
            float[] x, int from, float factor, float[] sums, int to, int length) {
        for (int i = 0; i < length; i += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(i, length);
            FloatVector.fromArray(Simd.SPECIES, x, from + i, mask)
                    .fma(
                            FloatVector.broadcast(Simd.SPECIES, factor),
                            FloatVector.fromArray(Simd.SPECIES, sums, to + i, mask))
                    .intoArray(sums, to + i, mask);
        }
    }

    private static void store(
            float[] line, MemorySegment dx, long to, int length, boolean accumulate) {
        for (int i = 0; i < length; i += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(i, length);
            FloatVector value = FloatVector.fromArray(Simd.SPECIES, line, i, mask);
            Simd.store(
                    accumulate ? value.add(Simd.load(dx, to + i, mask)) : value, dx, to + i, mask);
        }
    }
}
