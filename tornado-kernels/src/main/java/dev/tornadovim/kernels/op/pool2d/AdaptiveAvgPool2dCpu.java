package dev.tornadovim.kernels.op.pool2d;

import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import java.lang.foreign.MemorySegment;

/** {@link AdaptiveAvgPool2d} with the Vector API. */
final class AdaptiveAvgPool2dCpu {

    private AdaptiveAvgPool2dCpu() {}

    /** Means of bins; one iteration per bin and vector of channels, since bins may be few. */
    static void forward(CpuLoops loops, AdaptiveAvgPool2d op) {
        MemorySegment x = loops.segment(op.x());
        MemorySegment y = loops.segment(op.y());
        Bins rows = op.rows();
        Bins columns = op.columns();
        int channels = op.x().dim(3);
        int vectors = Math.ceilDiv(channels, Simd.LANES);
        loops.parallel(
                op.y().rows() * vectors,
                (index, scratch) -> {
                    int bin = index / vectors;
                    int c = index % vectors * Simd.LANES;
                    VectorMask<Float> mask = Simd.tail(c, channels);
                    int row = bin / columns.bins() % rows.bins();
                    int column = bin % columns.bins();
                    long map = (long) (bin / columns.bins() / rows.bins()) * rows.length();
                    FloatVector sum = FloatVector.zero(Simd.SPECIES);
                    for (int line = rows.start(row); line < rows.end(row); line++) {
                        long first = (map + line) * columns.length();
                        for (int at = columns.start(column); at < columns.end(column); at++) {
                            sum = sum.add(Simd.load(x, (first + at) * channels + c, mask));
                        }
                    }
                    float size = rows.size(row) * columns.size(column);
                    Simd.store(sum.div(size), y, (long) bin * channels + c, mask);
                });
    }

    /** Every value of the map takes its part of the bins that hold it; one iteration per line. */
    static void backward(CpuLoops loops, AdaptiveAvgPool2d op, Tensor dyTensor, Target target) {
        MemorySegment dy = loops.segment(dyTensor);
        MemorySegment dx = loops.segment(target.tensor());
        Bins rows = op.rows();
        Bins columns = op.columns();
        int channels = op.x().dim(3);
        boolean accumulate = target.accumulate();
        loops.parallel(
                op.x().dim(0) * rows.length(),
                (line, scratch) -> {
                    for (int x = 0; x < columns.length(); x++) {
                        long at = ((long) line * columns.length() + x) * channels;
                        for (int c = 0; c < channels; c += Simd.LANES) {
                            VectorMask<Float> mask = Simd.tail(c, channels);
                            FloatVector sum = parts(dy, rows, columns, line, x, c, channels);
                            Simd.store(
                                    accumulate ? sum.add(Simd.load(dx, at + c, mask)) : sum,
                                    dx,
                                    at + c,
                                    mask);
                        }
                    }
                });
    }

    private static FloatVector parts(
            MemorySegment dy, Bins rows, Bins columns, int line, int x, int c, int channels) {
        VectorMask<Float> mask = Simd.tail(c, channels);
        int y = line % rows.length();
        long map = (long) (line / rows.length()) * rows.bins();
        FloatVector sum = FloatVector.zero(Simd.SPECIES);
        for (int row = rows.first(y); row <= rows.last(y); row++) {
            for (int column = columns.first(x); column <= columns.last(x); column++) {
                long bin = (map + row) * columns.bins() + column;
                float size = rows.size(row) * columns.size(column);
                sum = sum.add(Simd.load(dy, bin * channels + c, mask).div(size));
            }
        }
        return sum;
    }
}
