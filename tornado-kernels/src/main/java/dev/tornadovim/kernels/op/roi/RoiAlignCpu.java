package dev.tornadovim.kernels.op.roi;

import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/**
 * {@link RoiAlign} with the Vector API: a vector holds neighbouring channels. One
 * iteration is a row of cells in the forward pass, and a row of the map in the backward pass.
 */
final class RoiAlignCpu {

    private RoiAlignCpu() {}

    /** A region on its map: where it begins, and the length of a cell. */
    private record Region(float left, float top, float binX, float binY) {
        static Region of(MemorySegment rois, int region, float scale, int out) {
            long at = (long) region * RoiSampling.REGION;
            float left = RoiSampling.edge(Simd.get(rois, at + 2), scale);
            float top = RoiSampling.edge(Simd.get(rois, at + 3), scale);
            float right = RoiSampling.edge(Simd.get(rois, at + 4), scale);
            float bottom = RoiSampling.edge(Simd.get(rois, at + 5), scale);
            return new Region(left, top, (right - left) / out, (bottom - top) / out);
        }

        /** Whether a row of the map can be a neighbour of a sample. */
        boolean reaches(int row, int out) {
            float bottom = top + out * binY;
            return Math.min(top, bottom) <= row + 1 && Math.max(top, bottom) >= row - 1;
        }
    }

    static void forward(CpuLoops loops, RoiAlign op) {
        List<Tensor> levels = op.levels();
        MemorySegment[] maps = levels.stream().map(loops::segment).toArray(MemorySegment[]::new);
        MemorySegment rois = loops.segment(op.rois());
        MemorySegment y = loops.segment(op.y());
        int samples = op.samples();
        int out = op.y().dim(1);
        int channels = op.y().dim(3);
        loops.parallel(
                op.rois().dim(0) * out,
                (index, scratch) -> {
                    int region = index / out;
                    int level = (int) Simd.get(rois, (long) region * RoiSampling.REGION);
                    int image = (int) Simd.get(rois, (long) region * RoiSampling.REGION + 1);
                    float[] sums = scratch.floats(0, out * channels);
                    Arrays.fill(sums, 0, out * channels, 0f);
                    if (level >= 0) {
                        Tensor map = levels.get(level);
                        Region cut = Region.of(rois, region, op.scales().get(level), out);
                        for (int s = 0; s < samples; s++) {
                            float v =
                                    RoiSampling.position(
                                            cut.top, cut.binY, index % out, s, samples);
                            if (RoiSampling.counts(v, map.dim(1))) {
                                addRow(maps[level], map, image, cut, v, samples, sums, out);
                            }
                        }
                    }
                    store(sums, y, (long) index * out * channels, out * channels);
                });
    }

    /** Adds to each cell of a row its samples at height v, each with its share of the mean. */
    private static void addRow(
            MemorySegment x,
            Tensor map,
            int image,
            Region cut,
            float v,
            int samples,
            float[] sums,
            int out) {
        int height = map.dim(1);
        int width = map.dim(2);
        int channels = map.dim(3);
        int upper = RoiSampling.low(v, height);
        float down = RoiSampling.fraction(v, upper, height);
        long from = ((long) image * height + upper) * width * channels;
        int toNextRow = upper < height - 1 ? width * channels : 0;
        float share = 1f / (samples * samples);
        for (int s = 0; s < out * samples; s++) {
            int cell = s / samples;
            float u = RoiSampling.position(cut.left, cut.binX, cell, s % samples, samples);
            if (RoiSampling.counts(u, width)) {
                int first = RoiSampling.low(u, width);
                float right = RoiSampling.fraction(u, first, width);
                long at = from + (long) first * channels;
                int toNextColumn = first < width - 1 ? channels : 0;
                float lower = share * down;
                float above = share - lower;
                for (int c = 0; c < channels; c += Simd.LANES) {
                    VectorMask<Float> mask = Simd.tail(c, channels);
                    FloatVector near = Simd.load(x, at + c, mask).mul(above);
                    near = fma(x, at + toNextRow + c, mask, lower, near);
                    FloatVector far = Simd.load(x, at + toNextColumn + c, mask).mul(above);
                    far = fma(x, at + toNextRow + toNextColumn + c, mask, lower, far);
                    int into = cell * channels + c;
                    FloatVector.fromArray(Simd.SPECIES, sums, into, mask)
                            .add(near.mul(1 - right))
                            .add(far.mul(right))
                            .intoArray(sums, into, mask);
                }
            }
        }
    }

    private static FloatVector fma(
            MemorySegment x, long at, VectorMask<Float> mask, float factor, FloatVector sum) {
        return Simd.load(x, at, mask).fma(FloatVector.broadcast(Simd.SPECIES, factor), sum);
    }

    private static void store(float[] values, MemorySegment into, long at, int length) {
        for (int i = 0; i < length; i += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(i, length);
            Simd.store(FloatVector.fromArray(Simd.SPECIES, values, i, mask), into, at + i, mask);
        }
    }

    /** dx of one level. */
    static void backward(CpuLoops loops, RoiAlign op, int level, Tensor dyTensor, Target target) {
        MemorySegment dy = loops.segment(dyTensor);
        MemorySegment rois = loops.segment(op.rois());
        MemorySegment dx = loops.segment(target.tensor());
        float scale = op.scales().get(level);
        int regions = op.rois().dim(0);
        int samples = op.samples();
        int out = op.y().dim(1);
        int height = target.tensor().dim(1);
        int width = target.tensor().dim(2);
        int channels = target.tensor().dim(3);
        boolean accumulate = target.accumulate();
        loops.parallel(
                target.tensor().dim(0) * height,
                (index, scratch) -> {
                    int row = index % height;
                    long into = (long) index * width * channels;
                    if (!accumulate) {
                        dx.asSlice(into * Float.BYTES, (long) width * channels * Float.BYTES)
                                .fill((byte) 0);
                    }
                    for (int region = 0; region < regions; region++) {
                        Region cut = Region.of(rois, region, scale, out);
                        boolean reaches =
                                isOf(rois, region, level, index / height) && cut.reaches(row, out);
                        for (int cellRow = 0; cellRow < out && reaches; cellRow++) {
                            float share = rowShare(cut, cellRow, samples, height, row);
                            if (share > 0) {
                                long from = ((long) region * out + cellRow) * out * channels;
                                backwardRow(
                                        dy, from, share, cut, samples, out, dx, into, width,
                                        channels);
                            }
                        }
                    }
                });
    }

    private static boolean isOf(MemorySegment rois, int region, int level, int image) {
        long at = (long) region * RoiSampling.REGION;
        return (int) Simd.get(rois, at) == level && (int) Simd.get(rois, at + 1) == image;
    }

    /** What a row of cells took from a row of the map, as a factor of its gradient. */
    private static float rowShare(Region cut, int cellRow, int samples, int height, int row) {
        float share = 0;
        for (int s = 0; s < samples; s++) {
            float v = RoiSampling.position(cut.top, cut.binY, cellRow, s, samples);
            share += RoiSampling.weight(v, height, row);
        }
        return share / (samples * samples);
    }

    private static void backwardRow(
            MemorySegment dy,
            long from,
            float share,
            Region cut,
            int samples,
            int out,
            MemorySegment dx,
            long into,
            int width,
            int channels) {
        for (int s = 0; s < out * samples; s++) {
            int cell = s / samples;
            float u = RoiSampling.position(cut.left, cut.binX, cell, s % samples, samples);
            if (RoiSampling.counts(u, width)) {
                int first = RoiSampling.low(u, width);
                float right = RoiSampling.fraction(u, first, width) * share;
                long at = into + (long) first * channels;
                addScaled(dy, from + (long) cell * channels, share - right, dx, at, channels);
                if (right > 0) {
                    addScaled(
                            dy, from + (long) cell * channels, right, dx, at + channels, channels);
                }
            }
        }
    }

    private static void addScaled(
            MemorySegment dy, long from, float factor, MemorySegment dx, long into, int channels) {
        for (int c = 0; c < channels; c += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(c, channels);
            FloatVector sum = fma(dy, from + c, mask, factor, Simd.load(dx, into + c, mask));
            Simd.store(sum, dx, into + c, mask);
        }
    }
}
