package dev.tornadovim.kernels.op.pool2d;

import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.op.conv2d.Windows;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

import java.lang.foreign.MemorySegment;

/** {@link MaxPool2d} with the Vector API: one iteration per line of a map, channels in vectors. */
final class MaxPool2dCpu {

    private MaxPool2dCpu() {}

    /** The maximum of every window and its first place. */
    static void forward(CpuLoops loops, MaxPool2d op) {
        MemorySegment x = loops.segment(op.x());
        MemorySegment y = loops.segment(op.y());
        MemorySegment taps = loops.segment(op.taps());
        Windows windows = op.windows();
        int channels = windows.channels();
        int outWidth = windows.outWidth();
        loops.parallel(
                windows.batch() * windows.outHeight(),
                (line, scratch) -> {
                    long map = (long) (line / windows.outHeight()) * windows.height();
                    long top = map + line % windows.outHeight() * windows.stride();
                    for (int ox = 0; ox < outWidth; ox++) {
                        long from = top * windows.width() + ox * windows.stride();
                        long to = ((long) line * outWidth + ox) * channels;
                        for (int c = 0; c < channels; c += Simd.LANES) {
                            window(x, from * channels + c, y, taps, to + c, c, windows);
                        }
                    }
                });
    }

    private static void window(
            MemorySegment x,
            long from,
            MemorySegment y,
            MemorySegment taps,
            long to,
            int c,
            Windows windows) {
        VectorMask<Float> mask = Simd.tail(c, windows.channels());
        FloatVector largest = Simd.load(x, from, mask);
        FloatVector place = FloatVector.zero(Simd.SPECIES);
        for (int tap = 1; tap < windows.taps(); tap++) {
            long pixel = (long) tap / windows.kernel() * windows.width() + tap % windows.kernel();
            FloatVector value = Simd.load(x, from + pixel * windows.channels(), mask);
            VectorMask<Float> larger = value.compare(VectorOperators.GT, largest);
            largest = largest.blend(value, larger);
            place = place.blend((float) tap, larger);
        }
        Simd.store(largest, y, to, mask);
        Simd.store(place, taps, to, mask);
    }

    /** Every value of the map takes the gradients of the windows that chose it. */
    static void backward(CpuLoops loops, MaxPool2d op, Tensor dyTensor, Target target) {
        MemorySegment dy = loops.segment(dyTensor);
        MemorySegment taps = loops.segment(op.taps());
        MemorySegment dx = loops.segment(target.tensor());
        Windows windows = op.windows();
        boolean accumulate = target.accumulate();
        int channels = windows.channels();
        loops.parallel(
                windows.batch() * windows.height(),
                (line, scratch) -> {
                    for (int x = 0; x < windows.width(); x++) {
                        long at = ((long) line * windows.width() + x) * channels;
                        for (int c = 0; c < channels; c += Simd.LANES) {
                            VectorMask<Float> mask = Simd.tail(c, channels);
                            FloatVector sum = chosen(dy, taps, windows, line, x, c, mask);
                            Simd.store(
                                    accumulate ? sum.add(Simd.load(dx, at + c, mask)) : sum,
                                    dx,
                                    at + c,
                                    mask);
                        }
                    }
                });
    }

    private static FloatVector chosen(
            MemorySegment dy,
            MemorySegment taps,
            Windows windows,
            int line,
            int x,
            int c,
            VectorMask<Float> mask) {
        int stride = windows.stride();
        int y = line % windows.height();
        long firstRow = (long) (line / windows.height()) * windows.outHeight();
        int lastRow = windows.last(y, windows.outHeight());
        int lastColumn = windows.last(x, windows.outWidth());
        FloatVector sum = FloatVector.zero(Simd.SPECIES);
        for (int oy = windows.first(y); oy <= lastRow; oy++) {
            int lineOfWindow = (y - oy * stride) * windows.kernel();
            for (int ox = windows.first(x); ox <= lastColumn; ox++) {
                float tap = lineOfWindow + x - ox * stride;
                long window = (firstRow + oy) * windows.outWidth() + ox;
                long at = window * windows.channels() + c;
                VectorMask<Float> found =
                        Simd.load(taps, at, mask).compare(VectorOperators.EQ, tap);
                sum = sum.add(Simd.load(dy, at, mask), found);
            }
        }
        return sum;
    }
}
