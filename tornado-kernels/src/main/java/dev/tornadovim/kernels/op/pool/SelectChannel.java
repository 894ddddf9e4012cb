package dev.tornadovim.kernels.op.pool;

import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.program.Cost;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;

/**
 * One channel of each group of rows, {@code y[r, p] = x[r, p, index[r]]}: a mask head predicts a mask
 * for each class and takes that of the object's class. Where the index is no channel, such as -1 for
 * an object that is not there, the result is zero and nothing gets a gradient. The index has no
 * gradient.
 */
public final class SelectChannel implements Op {

    private final Tensor x;
    private final Tensor index;
    private final Tensor y;

    private SelectChannel(Tensor x, Tensor index, Tensor y) {
        this.x = x;
        this.index = index;
        this.y = y;
    }

    /**
     * Applies the op.
     *
     * @param x [groups, rows, channels], contiguous
     * @param index [groups], whole numbers
     * @return [groups, rows]
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
    public String name() {
        return "selectChannel";
    }

    @Override
    public List<Tensor> inputs() {
        return List.of(x, index);
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(y);
    }

    @Override
    public void forward(Steps steps) {
        steps.step(name())
                .reads(x, index)
                .writes(y)
                .cost(Cost.of(0, 2L * y.size()))
                .cpu(loops -> SelectChannelCpu.select(loops, x, index, y))
                .tornado(
                        tasks ->
                                SelectChannelLaunch.selectChannel(
                                        tasks, x, index, y, x.dim(0), x.dim(1), x.dim(2)))
                .add();
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        if (!gradients.wanted(x)) {
            return;
        }
        Tensor dy = gradients.of(y);
        Target target = gradients.into(x);
        Tensor dx = target.tensor();
        steps.step(name() + ".backward")
                .reads(dy, index)
                .accumulates(target)
                .cost(Cost.of(0, target.accumulate() ? 3L * dy.size() : dx.size()))
                .cpu(loops -> SelectChannelCpu.gradient(loops, dy, index, target))
                .tornado(
                        tasks ->
                                SelectChannelLaunch.gradient(
                                        tasks, dy, index, target, dx.dim(0), dx.dim(1), dx.dim(2)))
                .add();
    }
}
