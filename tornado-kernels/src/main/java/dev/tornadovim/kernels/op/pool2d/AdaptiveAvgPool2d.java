package dev.tornadovim.kernels.op.pool2d;

import dev.tornadovim.kernels.op.Require;
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
 * The mean over a grid of bins that cover a map, as {@code torch.nn.AdaptiveAvgPool2d}: a map of any
 * size becomes one of {@code outHeight x outWidth}. {@link Bins} says where bins begin and end.
 */
public final class AdaptiveAvgPool2d implements Op {

    private final Tensor x;
    private final Tensor y;
    private final Bins rows;
    private final Bins columns;

    private AdaptiveAvgPool2d(Tensor x, Tensor y, Bins rows, Bins columns) {
        this.x = x;
        this.y = y;
        this.rows = rows;
        this.columns = columns;
    }

    /**
     * Applies the op.
     *
     * @param x [batch, height, width, channels], contiguous
     * @return [batch, outHeight, outWidth, channels]
     */
    public static Tensor apply(ProgramBuilder builder, Tensor x, int outHeight, int outWidth) {
        Require.rank("adaptiveAvgPool2d", x, 4, "[batch, height, width, channels]");
        Require.contiguous("adaptiveAvgPool2d", x);
        Bins rows = new Bins(x.dim(1), outHeight);
        Bins columns = new Bins(x.dim(2), outWidth);
        Shape shape = Shape.of(x.dim(0), outHeight, outWidth, x.dim(3));
        Tensor y = builder.activation("adaptiveMean", shape);
        builder.apply(new AdaptiveAvgPool2d(x, y, rows, columns));
        return y;
    }

    @Override
    public String name() {
        return "adaptiveAvgPool2d";
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
                .writes(y)
                .cost(Cost.of(x.size(), (long) x.size() + y.size()))
                .cpu(loops -> AdaptiveAvgPool2dCpu.mean(loops, x, y, rows, columns))
                .tornado(this::forwardTask)
                .add();
    }

    private void forwardTask(TornadoTasks tasks) {
        AdaptiveAvgPool2dLaunch.mean(
                tasks,
                x,
                y,
                y.size(),
                x.dim(3),
                rows.length(),
                columns.length(),
                rows.bins(),
                columns.bins());
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        Tensor dy = gradients.of(y);
        Target dx = gradients.into(x);
        long moved = (dx.accumulate() ? 2L : 1L) * x.size() + y.size();
        steps.step(name() + ".backward")
                .reads(dy)
                .accumulates(dx)
                .cost(Cost.of(x.size(), moved))
                .cpu(loops -> AdaptiveAvgPool2dCpu.gradient(loops, dy, dx, rows, columns))
                .tornado(tasks -> gradientTask(tasks, dy, dx))
                .add();
    }

    private void gradientTask(TornadoTasks tasks, Tensor dy, Target dx) {
        Tensor to = dx.tensor();
        AdaptiveAvgPool2dLaunch.meanGradient(
                tasks,
                dy,
                dx,
                to.size(),
                to.dim(3),
                rows.length(),
                columns.length(),
                rows.bins(),
                columns.bins());
    }
}
