package dev.tornadovim.kernels.op.pool;

import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.program.Cost;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.Operands;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * One channel of each group of rows, {@code y[r, p] = x[r, p, index[r]]}: a mask head predicts a mask
 * per class and takes that of the object's class. Where the index is no channel, such as -1 for
 * padding, the result and the gradient are zero. The index has no gradient.
 *
 * @param x [groups, rows, channels], contiguous
 * @param index [groups], whole numbers
 * @param y [groups, rows]
 */
public record SelectChannel(Tensor x, Tensor index, Tensor y) implements Op {

    /**
     * Applies the op.
     *
     * @param x [groups, rows, channels], contiguous
     * @param index [groups], whole numbers
     * @return [groups, rows]
     * @throws IllegalArgumentException where shapes do not match or x is not contiguous
     */
    public static Tensor apply(ProgramBuilder builder, Tensor x, Tensor index) {
        Require.rank("selectChannel", x, 3, "[groups, rows, channels]");
        Require.contiguous("selectChannel", x);
        Require.shape("selectChannel", index, Shape.of(x.dim(0)));
        Tensor y = builder.activation("channel", Shape.of(x.dim(0), x.dim(1)));
        builder.apply(new SelectChannel(x, index, y));
        return y;
    }

    @Override
    public Operands operands() {
        return Operands.of("selectChannel").in(x, index).out(y);
    }

    @Override
    public void forward(Steps steps) {
        steps.forward(this)
                .cost(Cost.of(0, 2L * y.size()))
                .cpu(loops -> SelectChannelCpu.forward(loops, this))
                .tornado(
                        tasks ->
                                SelectChannelLaunch.forward(
                                        tasks, x, index, y, x.dim(0), x.dim(1), x.dim(2)))
                .add();
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        if (!gradients.wanted(x)) {
            return;
        }
        Tensor dy = gradients.of(y);
        Target dx = gradients.into(x);
        steps.backward(this)
                .reads(dy, index)
                .accumulates(dx)
                .cost(Cost.of(0, dx.accumulate() ? 3L * y.size() : x.size()))
                .cpu(loops -> SelectChannelCpu.backward(loops, this, dy, dx))
                .tornado(
                        tasks ->
                                SelectChannelLaunch.backward(
                                        tasks, dy, index, dx, x.dim(0), x.dim(1), x.dim(2)))
                .add();
    }
}
