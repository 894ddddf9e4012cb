package dev.tornadovim.kernels.op.pool2d;

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
 * The mean over a grid of bins that cover a map, as {@code torch.nn.AdaptiveAvgPool2d}: a map of any
 * size becomes one of {@code outHeight x outWidth}. {@link Bins} says where bins begin and end.
 *
 * @param x [batch, height, width, channels], contiguous
 * @param y [batch, outHeight, outWidth, channels]
 */
public record AdaptiveAvgPool2d(Tensor x, Tensor y) implements Op {

    /**
     * Applies the op.
     *
     * @param x [batch, height, width, channels], contiguous
     * @return [batch, outHeight, outWidth, channels]
     * @throws IllegalArgumentException where x has another rank or is not contiguous, or the output
     *     is empty
     */
    public static Tensor apply(ProgramBuilder builder, Tensor x, int outHeight, int outWidth) {
        Require.rank("adaptiveAvgPool2d", x, 4, "[batch, height, width, channels]");
        Require.contiguous("adaptiveAvgPool2d", x);
        Bins rows = new Bins(x.dim(1), outHeight);
        Bins columns = new Bins(x.dim(2), outWidth);
        Shape shape = Shape.of(x.dim(0), rows.bins(), columns.bins(), x.dim(3));
        Tensor y = builder.activation("adaptiveMean", shape);
        builder.apply(new AdaptiveAvgPool2d(x, y));
        return y;
    }

    /** The lines of each bin. */
    Bins rows() {
        return new Bins(x.dim(1), y.dim(1));
    }

    /** The pixels of each bin along a line. */
    Bins columns() {
        return new Bins(x.dim(2), y.dim(2));
    }

    @Override
    public Operands operands() {
        return Operands.of("adaptiveAvgPool2d").in(x).out(y);
    }

    @Override
    public void forward(Steps steps) {
        steps.forward(this)
                .flops(x.size())
                .cpu(loops -> AdaptiveAvgPool2dCpu.forward(loops, this))
                .tornado(
                        tasks ->
                                AdaptiveAvgPool2dLaunch.forward(
                                        tasks, x, y, y.size(), x.dim(3), x.dim(1), x.dim(2),
                                        y.dim(1), y.dim(2)))
                .add();
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        Tensor dy = gradients.of(y);
        Target dx = gradients.into(x);
        steps.backward(this)
                .reads(dy)
                .accumulates(dx)
                .flops(x.size())
                .cpu(loops -> AdaptiveAvgPool2dCpu.backward(loops, this, dy, dx))
                .tornado(
                        tasks ->
                                AdaptiveAvgPool2dLaunch.backward(
                                        tasks, dy, dx, x.size(), x.dim(3), x.dim(1), x.dim(2),
                                        y.dim(1), y.dim(2)))
                .add();
    }
}
