package dev.tornadovim.kernels.op.conv1d;

import dev.tornadovim.kernels.engine.cpu.Chunks;
import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.engine.cpu.VectorMath;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * {@link CausalConv1d} with the Vector API: channels in lanes. Iterations are segments of {@value
 * #SEGMENT} tokens; the gradient works on a segment and the {@code width - 1} tokens beside it.
 */
final class CausalConv1dCpu {

    private static final int SEGMENT = 64;

    private CausalConv1dCpu() {}

    private static Chunks segments(ConvShape shape) {
        return new Chunks(shape.tokens(), SEGMENT);
    }

    /** Number of partial sums of the weight gradients. */
    static int partials(ConvShape shape) {
        return shape.batch() * segments(shape).count();
    }

    /** packed [directions, width + 1, channels]: the taps, then the bias. */
    static void pack(
            CpuLoops loops,
            ConvShape shape,
            List<Tensor> weights,
            List<Tensor> biases,
            Tensor packedTensor) {
        int channels = shape.channels();
        int width = shape.width();
        MemorySegment packed = loops.segment(packedTensor);
        for (int d = 0; d < shape.directions(); d++) {
            MemorySegment weight = loops.segment(weights.get(d));
            MemorySegment bias = loops.segment(biases.get(d));
            int base = d * (width + 1) * channels;
            loops.parallel(
                    1,
                    (index, scratch) -> {
                        for (int e = 0; e < channels; e++) {
                            for (int k = 0; k < width; k++) {
                                float tap = Simd.get(weight, (long) e * width + k);
                                Simd.set(packed, base + k * channels + e, tap);
                            }
                            Simd.set(packed, base + width * channels + e, Simd.get(bias, e));
                        }
                    });
        }
    }

    /** Where the rows of one sequence lie, and which way its taps reach. */
    private record Sequence(
            ConvShape shape, MemorySegment x, long start, int stride, MemorySegment packed, int d) {

        /** The value before SiLU at a token, channels from e on. */
        FloatVector pre(int token, int e, VectorMask<Float> mask) {
            int width = shape.width();
            int channels = shape.channels();
            long taps = (long) d * (width + 1) * channels + e;
            FloatVector sum = Simd.load(packed, taps + (long) width * channels, mask);
            for (int k = firstTap(token); k < width; k++) {
                FloatVector tap = Simd.load(packed, taps + (long) k * channels, mask);
                sum = tap.fma(Simd.load(x, row(source(token, k)) + e, mask), sum);
            }
            return sum;
        }

        long row(int token) {
            return start + (long) token * stride;
        }

        /** The first tap that lies inside the sequence. */
        int firstTap(int token) {
            int width = shape.width();
            return Math.max(
                    0, shape.isReverse(d) ? token + width - shape.tokens() : width - 1 - token);
        }

        /** The token that tap k of an output reads. */
        int source(int token, int k) {
            int back = shape.width() - 1 - k;
            return shape.isReverse(d) ? token + back : token - back;
        }

        /** The output that reads {@code token} by its tap k. */
        int reader(int token, int k) {
            int back = shape.width() - 1 - k;
            return shape.isReverse(d) ? token - back : token + back;
        }
    }

    static void forward(
            CpuLoops loops, ConvShape shape, Tensor xTensor, Tensor packedTensor, Tensor uTensor) {
        MemorySegment x = loops.segment(xTensor);
        MemorySegment packed = loops.segment(packedTensor);
        MemorySegment u = loops.segment(uTensor);
        int stride = xTensor.rowStride();
        int channels = shape.channels();
        Chunks segments = segments(shape);
        loops.parallel(
                shape.directions() * shape.batch() * segments.count(),
                (index, scratch) -> {
                    int sequenceIndex = index / segments.count();
                    int d = sequenceIndex / shape.batch();
                    int b = sequenceIndex % shape.batch();
                    long start = (long) b * shape.tokens() * stride;
                    Sequence sequence = new Sequence(shape, x, start, stride, packed, d);
                    int end = segments.end(index % segments.count());
                    for (int t = segments.start(index % segments.count()); t < end; t++) {
                        long row = ((long) sequenceIndex * shape.tokens() + t) * channels;
                        for (int e = 0; e < channels; e += Simd.LANES) {
                            VectorMask<Float> mask = Simd.tail(e, channels);
                            FloatVector pre = sequence.pre(t, e, mask);
                            Simd.store(VectorMath.silu(pre), u, row + e, mask);
                        }
                    }
                });
    }

    /** dx, and partial sums [batch, segments, directions, width + 1, channels] of dw and db. */
    static void backward(
            CpuLoops loops,
            ConvShape shape,
            Tensor xTensor,
            Tensor packedTensor,
            Tensor duTensor,
            Target dxTarget,
            Tensor partialsTensor) {
        MemorySegment x = loops.segment(xTensor);
        MemorySegment packed = loops.segment(packedTensor);
        MemorySegment du = loops.segment(duTensor);
        MemorySegment dx = dxTarget == null ? null : loops.segment(dxTarget.tensor());
        MemorySegment partials = loops.segment(partialsTensor);
        int dxStride = dxTarget == null ? 0 : dxTarget.tensor().rowStride();
        int stride = xTensor.rowStride();
        int channels = shape.channels();
        int width = shape.width();
        int tokens = shape.tokens();
        Chunks segments = segments(shape);
        loops.parallel(
                shape.batch() * segments.count(),
                (index, scratch) -> {
                    int b = index / segments.count();
                    int from = segments.start(index % segments.count());
                    int to = segments.end(index % segments.count());
                    int low = Math.max(0, from - width + 1);
                    int high = Math.min(tokens, to + width - 1);
                    float[] dPre = scratch.floats(0, (SEGMENT + 2 * width) * channels);
                    for (int d = 0; d < shape.directions(); d++) {
                        long start = (long) b * tokens * stride;
                        var sequence = new Sequence(shape, x, start, stride, packed, d);
                        long duStart = ((long) d * shape.batch() + b) * tokens * channels;
                        int first = shape.isReverse(d) ? low : from;
                        int last = shape.isReverse(d) ? to : high;
                        gradientBeforeSilu(sequence, first, last, low, du, duStart, dPre);
                        long at = ((long) index * shape.directions() + d) * (width + 1) * channels;
                        weightGradient(sequence, from, to, low, dPre, partials, at);
                        if (dx != null) {
                            boolean add = d > 0 || dxTarget.accumulate();
                            long dxRow = ((long) b * tokens + from) * dxStride;
                            inputGradient(sequence, from, to, low, dPre, dx, dxRow, dxStride, add);
                        }
                    }
                });
    }

    /** Rows first..last of du silu'(pre); row r of a sequence lies at (r - low) in dPre. */
    private static void gradientBeforeSilu(
            Sequence sequence,
            int first,
            int last,
            int low,
            MemorySegment du,
            long duStart,
            float[] dPre) {
        int channels = sequence.shape.channels();
        for (int t = first; t < last; t++) {
            for (int e = 0; e < channels; e += Simd.LANES) {
                VectorMask<Float> mask = Simd.tail(e, channels);
                FloatVector pre = sequence.pre(t, e, mask);
                FloatVector slope = VectorMath.siluDerivative(pre, VectorMath.sigmoid(pre));
                Simd.load(du, duStart + (long) t * channels + e, mask)
                        .mul(slope)
                        .intoArray(dPre, (t - low) * channels + e, mask);
            }
        }
    }

    private static void weightGradient(
            Sequence sequence,
            int from,
            int to,
            int low,
            float[] dPre,
            MemorySegment partials,
            long at) {
        int channels = sequence.shape.channels();
        int width = sequence.shape.width();
        for (int e = 0; e < channels; e += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(e, channels);
            for (int k = 0; k <= width; k++) {
                FloatVector sum = FloatVector.zero(Simd.SPECIES);
                for (int t = from; t < to; t++) {
                    FloatVector g =
                            FloatVector.fromArray(
                                    Simd.SPECIES, dPre, (t - low) * channels + e, mask);
                    if (k == width) {
                        sum = sum.add(g);
                    } else if (k >= sequence.firstTap(t)) {
                        long row = sequence.row(sequence.source(t, k));
                        sum = g.fma(Simd.load(sequence.x, row + e, mask), sum);
                    }
                }
                Simd.store(sum, partials, at + (long) k * channels + e, mask);
            }
        }
    }

    private static void inputGradient(
            Sequence sequence,
            int from,
            int to,
            int low,
            float[] dPre,
            MemorySegment dx,
            long dxRow,
            int dxStride,
            boolean add) {
        int channels = sequence.shape.channels();
        int width = sequence.shape.width();
        long taps = (long) sequence.d * (width + 1) * channels;
        for (int t = from; t < to; t++) {
            long row = dxRow + (long) (t - from) * dxStride;
            for (int e = 0; e < channels; e += Simd.LANES) {
                VectorMask<Float> mask = Simd.tail(e, channels);
                FloatVector sum =
                        add ? Simd.load(dx, row + e, mask) : FloatVector.zero(Simd.SPECIES);
                for (int k = 0; k < width; k++) {
                    int reader = sequence.reader(t, k);
                    if (reader >= 0 && reader < sequence.shape.tokens()) {
                        int at = (reader - low) * channels + e;
                        FloatVector g = FloatVector.fromArray(Simd.SPECIES, dPre, at, mask);
                        FloatVector tap =
                                Simd.load(sequence.packed, taps + (long) k * channels + e, mask);
                        sum = g.fma(tap, sum);
                    }
                }
                Simd.store(sum, dx, row + e, mask);
            }
        }
    }

    /** Adds the partial sums, in their order, to the gradients of weights and biases. */
    static void reduce(
            CpuLoops loops,
            ConvShape shape,
            Tensor partialsTensor,
            List<Target> dw,
            List<Target> db) {
        MemorySegment partials = loops.segment(partialsTensor);
        int channels = shape.channels();
        int width = shape.width();
        int count = partials(shape);
        long size = (long) shape.directions() * (width + 1) * channels;
        for (int d = 0; d < shape.directions(); d++) {
            MemorySegment weight = loops.segment(dw.get(d).tensor());
            MemorySegment bias = loops.segment(db.get(d).tensor());
            boolean addWeight = dw.get(d).accumulate();
            boolean addBias = db.get(d).accumulate();
            long base = (long) d * (width + 1) * channels;
            loops.parallel(
                    width + 1,
                    (k, scratch) -> {
                        float[] sums = scratch.floats(0, channels);
                        for (int e = 0; e < channels; e += Simd.LANES) {
                            VectorMask<Float> mask = Simd.tail(e, channels);
                            FloatVector sum = FloatVector.zero(Simd.SPECIES);
                            for (int p = 0; p < count; p++) {
                                long at = p * size + base + (long) k * channels + e;
                                sum = sum.add(Simd.load(partials, at, mask));
                            }
                            sum.intoArray(sums, e, mask);
                        }
                        boolean isBias = k == width;
                        MemorySegment target = isBias ? bias : weight;
                        boolean add = isBias ? addBias : addWeight;
                        for (int e = 0; e < channels; e++) {
                            long at = isBias ? e : (long) e * width + k;
                            Simd.set(target, at, add ? Simd.get(target, at) + sums[e] : sums[e]);
                        }
                    });
        }
    }
}
