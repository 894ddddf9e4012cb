package dev.tornadovim.kernels.op.roi;

import dev.tornadovim.kernels.engine.tornado.Grids;
import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.program.Cost;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.Operands;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;
import java.util.stream.IntStream;

/**
 * RoIAlign (He, Gkioxari, Dollár and Girshick, "Mask R-CNN", 2017, section 3) from the levels of a
 * feature pyramid, as {@code torchvision.ops.roi_align(aligned = True)}: a region is cut into out x
 * out cells, and a cell is the mean of {@code samples x samples} bilinear samples. Samples further
 * than a pixel outside the map are 0. Every region names its level; one of a negative level is
 * padding, gives zeros and has no gradient. Regions have no gradient.
 *
 * <p>Gradient: {@code dx} of a pixel is the sum over the samples that took from it, without
 * atomics. A sample's weight is the product of one along each axis, so a feature row first asks
 * which rows of cells took from it.
 *
 * <p>Variants: {@code forward} gives a thread one output element and is launched once per level;
 * {@code backward} gives a thread one channel of a feature row, which walks over the regions and
 * leaves out those that do not reach the row. The CPU form does the same with vectors of channels.
 *
 * @param levels maps [batch, height, width, channels], contiguous
 * @param scales of each level: its pixels per image pixel
 * @param rois [regions, 6], contiguous: level, batch, x1, y1, x2, y2 in image pixels
 * @param samples samples along a side of a cell
 * @param y [regions, out, out, channels]
 */
public record RoiAlign(List<Tensor> levels, List<Float> scales, Tensor rois, int samples, Tensor y)
        implements Op {

    /** Copies the lists. */
    public RoiAlign {
        levels = List.copyOf(levels);
        scales = List.copyOf(scales);
    }

    /**
     * Applies the op.
     *
     * @param levels maps [batch, height, width, channels], contiguous, of one batch and channels
     * @param scales of each level: its pixels per image pixel, such as 1/8
     * @param rois [regions, 6], contiguous: level, batch, x1, y1, x2, y2 in image pixels; that
     *     level and batch exist is the host's to check, a kernel cannot report it
     * @param out cells along a side
     * @param samples samples along a side of a cell, at least 1
     * @return [regions, out, out, channels]
     * @throws IllegalArgumentException where shapes do not match, a tensor is not contiguous, or
     *     there is no sample
     */
    public static Tensor apply(
            ProgramBuilder builder,
            List<Tensor> levels,
            float[] scales,
            Tensor rois,
            int out,
            int samples) {
        String name = "roiAlign";
        if (levels.isEmpty() || levels.size() != scales.length) {
            throw new IllegalArgumentException(
                    "roiAlign: expected a scale for each level, got "
                            + scales.length
                            + " for "
                            + levels);
        }
        for (Tensor level : levels) {
            Require.rank(name, level, 4, "[batch, height, width, channels]");
            Require.contiguous(name, level);
            Tensor first = levels.getFirst();
            if (level.dim(0) != first.dim(0) || level.columns() != first.columns()) {
                throw new IllegalArgumentException(
                        "roiAlign: levels differ in batch or channels: " + first + ", " + level);
            }
        }
        Require.shape(name, rois, Shape.of(rois.dim(0), RoiSampling.REGION));
        Require.contiguous(name, rois);
        if (samples < 1) {
            throw new IllegalArgumentException(
                    "roiAlign: samples must be at least 1, got " + samples);
        }
        Shape shape = Shape.of(rois.dim(0), out, out, levels.getFirst().columns());
        Tensor y = builder.activation("roiAlign", shape);
        builder.apply(new RoiAlign(levels, boxed(scales), rois, samples, y));
        return y;
    }

    private static List<Float> boxed(float[] scales) {
        return IntStream.range(0, scales.length).mapToObj(i -> scales[i]).toList();
    }

    @Override
    public Operands operands() {
        return Operands.of("roiAlign").in(levels).in(rois).out(y);
    }

    private Cost cost() {
        return Cost.of(9L * samples * samples * y.size(), (1L + samples * samples) * y.size());
    }

    @Override
    public void forward(Steps steps) {
        steps.forward(this)
                .cost(cost())
                .cpu(loops -> RoiAlignCpu.forward(loops, this))
                .tornado(
                        tasks -> {
                            for (int level = 0; level < levels.size(); level++) {
                                forward(tasks, level);
                            }
                        })
                .add();
    }

    private void forward(TornadoTasks tasks, int level) {
        Tensor x = levels.get(level);
        RoiAlignLaunch.forward(
                tasks,
                Grids.items(y.size(), RoiAlignKernels.GROUP),
                x,
                rois,
                y,
                y.size(),
                level,
                x.dim(1),
                x.dim(2),
                x.dim(3),
                scales.get(level),
                y.dim(1),
                samples);
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        Tensor dy = gradients.of(y);
        for (int level = 0; level < levels.size(); level++) {
            Tensor x = levels.get(level);
            if (gradients.wanted(x)) {
                backward(steps, level, dy, gradients.into(x));
            }
        }
    }

    private void backward(Steps steps, int level, Tensor dy, Target dx) {
        steps.backward(this)
                .reads(dy, rois)
                .accumulates(dx)
                .cost(cost())
                .cpu(loops -> RoiAlignCpu.backward(loops, this, level, dy, dx))
                .tornado(tasks -> backward(tasks, level, dy, dx))
                .add();
    }

    private void backward(TornadoTasks tasks, int level, Tensor dy, Target dx) {
        Tensor into = dx.tensor();
        if (!dx.accumulate()) {
            RoiAlignLaunch.clear(tasks, into, into.size());
        }
        int bands = into.dim(0) * into.dim(1) * into.dim(3);
        RoiAlignLaunch.backward(
                tasks,
                Grids.items(bands, RoiAlignKernels.GROUP),
                dy,
                rois,
                into,
                bands,
                rois.dim(0),
                level,
                into.dim(1),
                into.dim(2),
                into.dim(3),
                scales.get(level),
                y.dim(1),
                samples);
    }
}
