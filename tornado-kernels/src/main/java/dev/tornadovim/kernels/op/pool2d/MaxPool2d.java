package dev.tornadovim.kernels.op.pool2d;

import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.op.conv2d.Windows;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.Operands;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * The maximum over square windows without padding, as {@code torch.nn.MaxPool2d(kernel, stride)}. The
 * gradient goes to the first value of a window that holds the maximum, in order of lines. The forward
 * pass saves its place in the window; a value of the map then adds up the gradients of those windows
 * that chose it, in a fixed order.
 *
 * @param x [batch, height, width, channels], contiguous
 * @param windows the windows of x
 * @param y [batch, outHeight, outWidth, channels]
 * @param taps the shape of y: the place of each maximum in its window, in order of lines
 */
public record MaxPool2d(Tensor x, Windows windows, Tensor y, Tensor taps) implements Op {

    /**
     * Applies the op.
     *
     * @param x [batch, height, width, channels], contiguous
     * @param kernel side of a window
     * @param stride from one window to the next, along both axes
     * @return [batch, outHeight, outWidth, channels] with {@code outHeight = floor((height - kernel) /
     *     stride) + 1}, width alike
     * @throws IllegalArgumentException where x has another rank, is not contiguous, or is smaller
     *     than a window
     */
    public static Tensor apply(ProgramBuilder builder, Tensor x, int kernel, int stride) {
        Require.rank("maxPool2d", x, 4, "[batch, height, width, channels]");
        Require.contiguous("maxPool2d", x);
        Windows windows = Windows.of(x.shape(), kernel, stride, 0);
        Shape shape = Shape.of(x.dim(0), windows.outHeight(), windows.outWidth(), x.dim(3));
        Tensor y = builder.activation("max", shape);
        builder.apply(new MaxPool2d(x, windows, y, builder.activation("maxTaps", shape)));
        return y;
    }

    @Override
    public Operands operands() {
        return Operands.of("maxPool2d").in(x).out(y).saved(taps);
    }

    @Override
    public void forward(Steps steps) {
        steps.forward(this)
                .flops(windows.elements())
                .cpu(loops -> MaxPool2dCpu.forward(loops, this))
                .tornado(
                        tasks ->
                                MaxPool2dLaunch.forward(
                                        tasks,
                                        x,
                                        y,
                                        taps,
                                        y.size(),
                                        windows.channels(),
                                        windows.height(),
                                        windows.width(),
                                        windows.kernel(),
                                        windows.stride(),
                                        windows.outHeight(),
                                        windows.outWidth()))
                .add();
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        Tensor dy = gradients.of(y);
        Target dx = gradients.into(x);
        steps.backward(this)
                .reads(dy, taps)
                .accumulates(dx)
                .flops(windows.elements())
                .cpu(loops -> MaxPool2dCpu.backward(loops, this, dy, dx))
                .tornado(
                        tasks ->
                                MaxPool2dLaunch.backward(
                                        tasks,
                                        dy,
                                        taps,
                                        dx,
                                        x.size(),
                                        windows.channels(),
                                        windows.height(),
                                        windows.width(),
                                        windows.kernel(),
                                        windows.stride(),
                                        windows.outHeight(),
                                        windows.outWidth()))
                .add();
    }
}
