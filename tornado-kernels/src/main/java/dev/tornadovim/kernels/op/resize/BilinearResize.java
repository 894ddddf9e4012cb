package dev.tornadovim.kernels.op.resize;

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
 * Bilinear interpolation of a map to another size, as {@code torch.nn.functional.interpolate(mode =
 * "bilinear")} without antialiasing: an output pixel is the weighted mean of its two by two
 * neighbours at the position that {@link ResizeAxis} gives.
 *
 * <p>Gradient: a source pixel gathers from the rectangle of outputs that use it, in a fixed order,
 * without atomics.
 *
 * <p>Variants: {@code interpolate} and {@code gather} give a thread one element. On the CPU {@code
 * forward} interpolates between two rows before it does along the row, and {@code gradient} gives a
 * thread one source row, to which it adds pixel by pixel.
 */
public final class BilinearResize implements Op {

    private final Tensor x;
    private final Tensor y;
    private final ResizeAxis rows;
    private final ResizeAxis columns;
    private final Tensor rowTable;
    private final Tensor columnTable;

    private BilinearResize(Tensor x, Tensor y, boolean alignCorners) {
        this.x = x;
        this.y = y;
        rows = ResizeAxis.of(x.dim(1), y.dim(1), alignCorners);
        columns = ResizeAxis.of(x.dim(2), y.dim(2), alignCorners);
        rowTable = rows.table("resize.rows");
        columnTable = columns.table("resize.columns");
    }

    /**
     * Applies the op.
     *
     * @param x [batch, height, width, channels], contiguous
     * @param height rows of the output
     * @param width pixels in a row of the output
     * @param alignCorners whether the centres of the corner pixels stay where they are, instead of
     *     the corners of the map
     * @return [batch, height, width, channels]; {@code x} itself where the size is the same
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
        builder.apply(new BilinearResize(x, y, alignCorners));
        return y;
    }

    @Override
    public String name() {
        return "bilinearResize";
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
                .reads(x, rowTable, columnTable)
                .writes(y)
                .cost(Cost.of(7L * y.size(), (long) x.size() + y.size()))
                .cpu(loops -> BilinearResizeCpu.forward(loops, x, y, rows, columns))
                .tornado(this::forwardTask)
                .add();
    }

    private void forwardTask(TornadoTasks tasks) {
        BilinearResizeLaunch.interpolate(
                tasks,
                x,
                rowTable,
                columnTable,
                y,
                y.size(),
                rows.in(),
                rows.out(),
                columns.in(),
                columns.out(),
                x.columns());
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        Tensor dy = gradients.of(y);
        Target dx = gradients.into(x);
        steps.step(name() + ".backward")
                .reads(dy, rowTable, columnTable)
                .accumulates(dx)
                .cost(Cost.of(8L * y.size(), (long) x.size() + y.size()))
                .cpu(loops -> BilinearResizeCpu.gradient(loops, dy, dx, rows, columns))
                .tornado(tasks -> gradientTask(tasks, dy, dx))
                .add();
    }

    private void gradientTask(TornadoTasks tasks, Tensor dy, Target dx) {
        BilinearResizeLaunch.gather(
                tasks,
                dy,
                rowTable,
                columnTable,
                dx,
                x.size(),
                rows.in(),
                rows.out(),
                columns.in(),
                columns.out(),
                x.columns());
    }
}
