package dev.tornadovim.kernels.op.resize;

import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.Operands;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * Bilinear interpolation of a map to another size, as {@code torch.nn.functional.interpolate(mode =
 * "bilinear")} without antialiasing: an output pixel is the weighted mean of its two by two
 * neighbours at the position that {@link ResizeAxis} gives.
 *
 * <p>Gradient: a source pixel gathers from the rectangle of outputs that use it, in a fixed order,
 * without atomics.
 *
 * <p>Variants: on devices {@code forward} and {@code backward} give a thread one element. On the CPU
 * {@code forward} interpolates between two rows before it does along the row, and {@code backward}
 * gives a thread one source row, to which it adds pixel by pixel.
 *
 * @param x [batch, height, width, channels], contiguous
 * @param alignCorners whether the centers of the corner pixels stay where they are, instead of the
 *     corners of the map
 * @param rowTable positions along the height, for kernels; see {@link ResizeAxis#table}
 * @param columnTable positions along the width
 * @param y [batch, outHeight, outWidth, channels]
 */
public record BilinearResize(
        Tensor x, boolean alignCorners, Tensor rowTable, Tensor columnTable, Tensor y)
        implements Op {

    /**
     * Applies the op.
     *
     * @param x [batch, height, width, channels], contiguous
     * @param height rows of the output
     * @param width pixels in a row of the output
     * @param alignCorners whether the centers of the corner pixels stay where they are, instead of
     *     the corners of the map
     * @return [batch, height, width, channels]; {@code x} itself where the size is the same
     * @throws IllegalArgumentException where x has another rank or is not contiguous
     */
    public static Tensor apply(
            ProgramBuilder builder, Tensor x, int height, int width, boolean alignCorners) {
        Require.rank("bilinearResize", x, 4, "[batch, height, width, channels]");
        Require.contiguous("bilinearResize", x);
        if (height == x.dim(1) && width == x.dim(2)) {
            return x;
        }
        Shape shape = Shape.of(x.dim(0), height, width, x.dim(3));
        Tensor y = builder.activation("resize", shape);
        Tensor rowTable = ResizeAxis.of(x.dim(1), height, alignCorners).table("resize.rows");
        Tensor columnTable = ResizeAxis.of(x.dim(2), width, alignCorners).table("resize.columns");
        builder.apply(new BilinearResize(x, alignCorners, rowTable, columnTable, y));
        return y;
    }

    /** Interpolation along the height. */
    ResizeAxis rows() {
        return ResizeAxis.of(x.dim(1), y.dim(1), alignCorners);
    }

    /** Interpolation along the width. */
    ResizeAxis columns() {
        return ResizeAxis.of(x.dim(2), y.dim(2), alignCorners);
    }

    @Override
    public Operands operands() {
        return Operands.of("bilinearResize").in(x).out(y);
    }

    @Override
    public void forward(Steps steps) {
        steps.forward(this)
                .reads(rowTable, columnTable)
                .flops(7L * y.size())
                .cpu(loops -> BilinearResizeCpu.forward(loops, this))
                .tornado(
                        tasks ->
                                BilinearResizeLaunch.forward(
                                        tasks,
                                        x,
                                        rowTable,
                                        columnTable,
                                        y,
                                        y.size(),
                                        x.dim(1),
                                        y.dim(1),
                                        x.dim(2),
                                        y.dim(2),
                                        x.columns()))
                .add();
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        Tensor dy = gradients.of(y);
        Target dx = gradients.into(x);
        steps.backward(this)
                .reads(dy, rowTable, columnTable)
                .accumulates(dx)
                .flops(8L * y.size())
                .cpu(loops -> BilinearResizeCpu.backward(loops, this, dy, dx))
                .tornado(
                        tasks ->
                                BilinearResizeLaunch.backward(
                                        tasks,
                                        dy,
                                        rowTable,
                                        columnTable,
                                        dx,
                                        x.size(),
                                        x.dim(1),
                                        y.dim(1),
                                        x.dim(2),
                                        y.dim(2),
                                        x.columns()))
                .add();
    }
}
