package dev.tornadovim.kernels.op.conv2d;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.tornadovim.kernels.engine.cpu.Chunks;
import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.engine.cpu.gemm.Rows;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** {@link Conv2d} on the CPU: maps and weights as rows of matrix products. */
final class Conv2dCpu {

    /** Input channels whose weights are transposed together: whole cache lines of what is written. */
    private static final int TRANSPOSED_CHANNELS = 16;

    private Conv2dCpu() {}

    /** Windows as rows, gathered while the product packs them: no unfolded copy exists. */
    static Rows windows(CpuLoops loops, Tensor map, Windows windows) {
        return new WindowRows(loops.segment(map), windows);
    }

    private record WindowRows(MemorySegment map, Windows windows) implements Rows {

        @Override
        public void copy(int row, int column, int count, float[] to, int at) {
            int line = windows.kernel() * windows.channels();
            int window = row / windows.outWidth();
            int top = window % windows.outHeight() * windows.stride() - windows.padding();
            int left = row % windows.outWidth() * windows.stride() - windows.padding();
            long firstLine = (long) (window / windows.outHeight()) * windows.height();
            for (int done = 0; done < count; ) {
                int y = (column + done) / line;
                int within = (column + done) % line;
                int run = Math.min(line - within, count - done);
                int from = left * windows.channels() + within;
                copyLine(firstLine, top + y, from, run, to, at + done);
                done += run;
            }
        }

        /** Copies a run of a line of the map; zeros where it lies outside. */
        private void copyLine(long firstLine, int y, int from, int run, float[] to, int at) {
            int length = windows.width() * windows.channels();
            boolean inside = y >= 0 && y < windows.height();
            int start = inside ? Math.clamp(-from, 0, run) : run;
            int end = Math.clamp(length - from, start, run);
            Arrays.fill(to, at, at + start, 0f);
            if (end > start) {
                long index = (firstLine + y) * length + from + start;
                MemorySegment.copy(
                        map, JAVA_FLOAT, index * Float.BYTES, to, at + start, end - start);
            }
            Arrays.fill(to, at + end, at + run, 0f);
        }
    }

    /**
     * A weight [out, in, kernel, kernel] as rows of [out, (tap, in)], the order of {@link Windows}.
     */
    static Rows byTap(CpuLoops loops, Tensor weight) {
        MemorySegment values = loops.segment(weight);
        int in = weight.dim(1);
        int taps = weight.dim(2) * weight.dim(3);
        return (row, column, count, to, at) -> {
            for (int done = 0; done < count; ) {
                int tap = (column + done) / in;
                int channel = (column + done) % in;
                int run = Math.min(in - channel, count - done);
                long from = ((long) row * in + channel) * taps + tap;
                strided(values, from, taps, run, to, at + done);
                done += run;
            }
        };
    }

    /**
     * A weight [out, in, kernel, kernel] as rows of [(tap, out), in], taps last to first: the weight
     * of the convolution that takes gradients of outputs to gradients of inputs.
     */
    static Rows flipped(CpuLoops loops, Tensor weight) {
        MemorySegment values = loops.segment(weight);
        int out = weight.dim(0);
        int in = weight.dim(1);
        int taps = weight.dim(2) * weight.dim(3);
        return (row, column, count, to, at) -> {
            int tap = taps - 1 - row / out;
            long from = ((long) (row % out) * in + column) * taps + tap;
            strided(values, from, taps, count, to, at);
        };
    }

    private static void strided(
            MemorySegment values, long from, int stride, int count, float[] to, int at) {
        for (int i = 0; i < count; i++) {
            to[at + i] = Simd.get(values, from + (long) i * stride);
        }
    }

    /**
     * Writes or adds a gradient [(tap, in), out], transposed and in order of windows, as that of the
     * weight [out, in, kernel, kernel].
     */
    static void orderByChannel(CpuLoops loops, Tensor gradient, Target target) {
        MemorySegment from = loops.segment(gradient);
        MemorySegment to = loops.segment(target.tensor());
        int out = target.tensor().dim(0);
        int in = target.tensor().dim(1);
        int taps = target.tensor().dim(2) * target.tensor().dim(3);
        boolean accumulate = target.accumulate();
        Chunks channels = new Chunks(in, TRANSPOSED_CHANNELS);
        loops.parallel(
                channels.count(),
                (index, scratch) -> {
                    int first = channels.start(index) * taps;
                    int end = channels.end(index) * taps;
                    for (int row = first; row < end; row++) {
                        long at = ((long) row % taps * in + row / taps) * out;
                        for (int o = 0; o < out; o++) {
                            long element = (long) o * in * taps + row;
                            float value = Simd.get(from, at + o);
                            Simd.set(
                                    to,
                                    element,
                                    accumulate ? value + Simd.get(to, element) : value);
                        }
                    }
                });
    }

    /** Adds up the gradients of windows, value by value; one iteration per line of a map. */
    static void fold(CpuLoops loops, Tensor unfolded, Target map, Windows windows) {
        MemorySegment from = loops.segment(unfolded);
        MemorySegment to = loops.segment(map.tensor());
        boolean accumulate = map.accumulate();
        int channels = windows.channels();
        loops.parallel(
                windows.batch() * windows.height(),
                (line, scratch) -> {
                    for (int x = 0; x < windows.width(); x++) {
                        long at = ((long) line * windows.width() + x) * channels;
                        for (int c = 0; c < channels; c += Simd.LANES) {
                            VectorMask<Float> mask = Simd.tail(c, channels);
                            FloatVector sum = FloatVector.zero(Simd.SPECIES);
                            if (accumulate) {
                                sum = Simd.load(to, at + c, mask);
                            }
                            Simd.store(
                                    foldInto(sum, from, windows, line, x, c, mask),
                                    to,
                                    at + c,
                                    mask);
                        }
                    }
                });
    }

    /** Adds what all windows that cover a pixel hold for it. */
    private static FloatVector foldInto(
            FloatVector start,
            MemorySegment unfolded,
            Windows windows,
            int line,
            int x,
            int c,
            VectorMask<Float> mask) {
        FloatVector sum = start;
        int stride = windows.stride();
        int bottom = line % windows.height() + windows.padding();
        int right = x + windows.padding();
        long firstRow = (long) (line / windows.height()) * windows.outHeight();
        int lastRow = windows.last(bottom, windows.outHeight());
        int lastColumn = windows.last(right, windows.outWidth());
        for (int oy = windows.first(bottom); oy <= lastRow; oy++) {
            int lineOfWindow = (bottom - oy * stride) * windows.kernel();
            for (int ox = windows.first(right); ox <= lastColumn; ox++) {
                int tap = lineOfWindow + right - ox * stride;
                long window = (firstRow + oy) * windows.outWidth() + ox;
                long at = (window * windows.taps() + tap) * windows.channels() + c;
                sum = sum.add(Simd.load(unfolded, at, mask));
            }
        }
        return sum;
    }
}
