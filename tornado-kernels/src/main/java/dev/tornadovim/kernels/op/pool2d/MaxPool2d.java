package dev.tornadovim.kernels.op.pool2d;

import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.op.conv2d.Windows;
import dev.tornadovim.kernels.program.Cost;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;

/**
 * The maximum over square windows without padding, as {@code torch.nn.MaxPool2d(kernel, stride)}. The
 * gradient goes to the first value of a window that holds the maximum, in order of lines. The forward
 * pass notes its place in the window; a value of the map then adds up the gradients of those windows
 * that chose it, in a fixed order.
 */
public final class MaxPool2d implements Op {

    private final Tensor x;
    private final Tensor y;
    private final Tensor taps;
    private final Windows windows;

    private MaxPool2d(ProgramBuilder builder, Tensor x, Windows windows) {
        this.x = x;
        this.windows = windows;
        Shape shape =
                Shape.of(
                        windows.batch(),
                        windows.outHeight(),
                        windows.outWidth(),
                        windows.channels());
        y = builder.activation("max", shape);
        taps = builder.activation("maxTaps", shape);
    }

    /**
     * Applies the op.
     *
     * @param x [batch, height, width, channels], contiguous
     * @param kernel side of a window
     * @param stride from one window to the next, along both axes
     * @return [batch, outHeight, outWidth, channels] with {@code outHeight = floor((height - kernel) /
     *     stride) + 1}, width alike
     */
    public static Tensor apply(ProgramBuilder builder, Tensor x, int kernel, int stride) {
        Require.rank("maxPool2d", x, 4, "[batch, height, width, channels]");
        Require.contiguous("maxPool2d", x);
        MaxPool2d op = new MaxPool2d(builder, x, Windows.of(x.shape(), kernel, stride, 0));
        builder.apply(op);
        return op.y;
    }

    @Override
    public String name() {
        return "maxPool2d";
    }

    @Override
    public List<Tensor> inputs() {
        return List.of(x);
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(y);
    }

    @Override
    public void forward(Steps steps) {
        steps.step(name())
                .reads(x)
                .writes(y, taps)
                .cost(Cost.of(windows.elements(), (long) x.size() + 2L * y.size()))
                .cpu(loops -> MaxPool2dCpu.max(loops, x, y, taps, windows))
                .tornado(this::forwardTask)
                .add();
    }

    private void forwardTask(TornadoTasks tasks) {
        MaxPool2dLaunch.maximum(
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
                windows.outWidth());
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        Tensor dy = gradients.of(y);
        Target dx = gradients.into(x);
        long moved = (dx.accumulate() ? 2L : 1L) * x.size() + 2L * y.size();
        steps.step(name() + ".backward")
                .reads(dy, taps)
                .accumulates(dx)
                .cost(Cost.of(windows.elements(), moved))
                .cpu(loops -> MaxPool2dCpu.gradient(loops, dy, taps, dx, windows))
                .tornado(tasks -> gradientTask(tasks, dy, dx))
                .add();
    }

    private void gradientTask(TornadoTasks tasks, Tensor dy, Target dx) {
        Tensor to = dx.tensor();
        MaxPool2dLaunch.gradient(
                tasks,
                dy,
                taps,
                dx,
                to.size(),
                windows.channels(),
                windows.height(),
                windows.width(),
                windows.kernel(),
                windows.stride(),
                windows.outHeight(),
                windows.outWidth());
    }
}
