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
 * The maximum over tokens, {@code y[b, c] = max_l x[b, l, c]}. The gradient goes to the first token
 * that holds the maximum.
 */
public final class MaxPool implements Op {

    private final Tensor x;
    private final Tensor y;

    private MaxPool(ProgramBuilder builder, Tensor x) {
        this.x = x;
        y = builder.activation("max", Shape.of(x.dim(0), x.dim(2)));
    }

    /**
     * Applies the op.
     *
     * @param x [batch, tokens, channels], contiguous
     * @return [batch, channels]
     */
    public static Tensor apply(ProgramBuilder builder, Tensor x) {
        Require.rank("maxPool", x, 3, "[batch, tokens, channels]");
        Require.contiguous("maxPool", x);
        MaxPool op = new MaxPool(builder, x);
        builder.apply(op);
        return op.y;
    }

    @Override
    public String name() {
        return "maxPool";
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
                .cpu(loops -> PoolCpu.max(loops, x, y))
                .tornado(tasks -> PoolLaunch.maximum(tasks, x, y, x.dim(0), x.dim(1), x.dim(2)))
                .add();
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        Tensor dy = gradients.of(y);
        Target target = gradients.into(x);
        Tensor dx = target.tensor();
        steps.step(name() + ".backward")
                .reads(dy, x, y)
                .accumulates(target)
                .cost(Cost.of(dx.size(), (target.accumulate() ? 3L : 2L) * dx.size()))
                .cpu(loops -> PoolCpu.maxGradient(loops, dy, x, y, target))
                .tornado(
                        tasks ->
                                PoolLaunch.maxGradient(
                                        tasks, dy, x, y, target, dx.dim(0), dx.dim(1), dx.dim(2)))
                .add();
    }
}
