package dev.tornadovim.kernels.op.conv1d;

import dev.tornadovim.kernels.engine.cpu.Chunks;
import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.tensor.Tensor;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/**
 * {@link CausalConv1d} with the Vector API: channels in lanes. Iterations are segments of {@value
 * #SEGMENT} tokens; the backward pass works on a segment and the {@code width - 1} tokens beside it.
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
    static void pack(CpuLoops loops, CausalConv1d op) {
        ConvShape shape = op.shape();
        int channels = shape.channels();
        int width = shape.width();
        MemorySegment packed = loops.segment(op.packed());
        for (int d = 0; d < shape.directions(); d++) {
            MemorySegment weight = loops.segment(op.weights().get(d));
            MemorySegment bias = loops.segment(op.biases().get(d));
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

        /** Those of every direction and sample, direction by direction. */
        static Sequence[] all(CpuLoops loops, CausalConv1d op) {
            ConvShape shape = op.shape();
            Sequence[] all = new Sequence[shape.directions() * shape.batch()];
            MemorySegment values = loops.segment(op.x());
            MemorySegment parameters = loops.segment(op.packed());
            int stride = op.x().rowStride();
            for (int i = 0; i < all.length; i++) {
                long start = (long) (i % shape.batch()) * shape.tokens() * stride;
                int d = i / shape.batch();
                all[i] = new Sequence(shape, values, start, stride, parameters, d);
            }
            return all;
        }

        /** The row before SiLU at a token. */
        void pre(int token, float[] row) {
            int width = shape.width();
            int channels = shape.channels();
            ChannelRows.load(packed, tap(width), row, 0, channels);
            for (int k = firstTap(token); k < width; k++) {
                ChannelRows.multiplyAdd(packed, tap(k), x, row(source(token, k)), row, 0, channels);
            }
        }

        /** Where the taps k lie; the bias is number {@code width}. */
        long tap(int k) {
            return ((long) d * (shape.width() + 1) + k) * shape.channels();
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

    static void forward(CpuLoops loops, CausalConv1d op) {
        ConvShape shape = op.shape();
        Sequence[] sequences = Sequence.all(loops, op);
        MemorySegment u = loops.segment(op.u());
        int channels = shape.channels();
        Chunks segments = segments(shape);
        loops.parallel(
                shape.directions() * shape.batch() * segments.count(),
                (index, scratch) -> {
                    float[] pre = scratch.floats(0, channels);
                    int which = index / segments.count();
                    int end = segments.end(index % segments.count());
                    for (int t = segments.start(index % segments.count()); t < end; t++) {
                        sequences[which].pre(t, pre);
                        long row = ((long) which * shape.tokens() + t) * channels;
                        ChannelRows.silu(pre, u, row, channels);
                    }
                });
    }

    /** dx, and partial sums [batch, segments, directions, width + 1, channels] of dw and db. */
    static void backward(
            CpuLoops loops,
            CausalConv1d op,
            Tensor duTensor,
            Target dxTarget,
            Tensor partialsTensor) {
        ConvShape shape = op.shape();
        Sequence[] sequences = Sequence.all(loops, op);
        MemorySegment du = loops.segment(duTensor);
        MemorySegment dx = dxTarget == null ? null : loops.segment(dxTarget.tensor());
        MemorySegment partials = loops.segment(partialsTensor);
        int dxStride = dxTarget == null ? 0 : dxTarget.tensor().rowStride();
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
                    float[] row = scratch.floats(0, channels);
                    float[] dPre = scratch.floats(1, (SEGMENT + 2 * width) * channels);
                    float[] sums = scratch.floats(2, (width + 1) * channels);
                    for (int d = 0; d < shape.directions(); d++) {
                        Sequence sequence = sequences[d * shape.batch() + b];
                        int low = shape.isReverse(d) ? Math.max(0, from - width + 1) : from;
                        int high = shape.isReverse(d) ? to : Math.min(tokens, to + width - 1);
                        long duStart = ((long) d * shape.batch() + b) * tokens * channels;
                        for (int t = low; t < high; t++) {
                            sequence.pre(t, row);
                            long duRow = duStart + (long) t * channels;
                            ChannelRows.siluBackward(
                                    row, du, duRow, dPre, (t - low) * channels, channels);
                        }
                        backwardWeight(sequence, from, to, low, dPre, sums);
                        long at = (long) index * shape.directions() + d;
                        ChannelRows.store(
                                sums,
                                0,
                                partials,
                                at * (width + 1) * channels,
                                (width + 1) * channels);
                        if (dx != null) {
                            boolean add = d > 0 || dxTarget.accumulate();
                            for (int t = from; t < to; t++) {
                                long dxRow = ((long) b * tokens + t) * dxStride;
                                backwardInput(sequence, t, low, dPre, row, dx, dxRow, add);
                            }
                        }
                    }
                });
    }

    /** Sums over tokens of the gradient of taps and bias; row t of dPre lies at (t - low). */
    private static void backwardWeight(
            Sequence sequence, int from, int to, int low, float[] dPre, float[] sums) {
        int channels = sequence.shape.channels();
        int width = sequence.shape.width();
        Arrays.fill(sums, 0, (width + 1) * channels, 0f);
        for (int t = from; t < to; t++) {
            int g = (t - low) * channels;
            for (int k = sequence.firstTap(t); k < width; k++) {
                long source = sequence.row(sequence.source(t, k));
                ChannelRows.multiplyAdd(dPre, g, sequence.x, source, sums, k * channels, channels);
            }
            ChannelRows.add(dPre, g, sums, width * channels, channels);
        }
    }

    private static void backwardInput(
            Sequence sequence,
            int t,
            int low,
            float[] dPre,
            float[] row,
            MemorySegment dx,
            long dxRow,
            boolean add) {
        int channels = sequence.shape.channels();
        if (add) {
            ChannelRows.load(dx, dxRow, row, 0, channels);
        } else {
            Arrays.fill(row, 0, channels, 0f);
        }
        for (int k = 0; k < sequence.shape.width(); k++) {
            int reader = sequence.reader(t, k);
            if (reader >= 0 && reader < sequence.shape.tokens()) {
                int g = (reader - low) * channels;
                ChannelRows.multiplyAdd(
                        dPre, g, sequence.packed, sequence.tap(k), row, 0, channels);
            }
        }
        ChannelRows.store(row, 0, dx, dxRow, channels);
    }

    /** Adds the partial sums, in their order, to the gradients of weights and biases. */
    static void sumPartials(
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
                        Arrays.fill(sums, 0, channels, 0f);
                        for (int p = 0; p < count; p++) {
                            ChannelRows.add(
                                    partials, p * size + base + k * channels, sums, channels);
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
