package dev.tornadovim.kernels.op.pool;

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
 * The maximum over tokens, {@code y[b, c] = max_l x[b, l, c]}. The gradient goes to the first token
 * that holds the maximum.
 *
 * @param x [batch, tokens, channels], contiguous
 * @param y [batch, channels]
 */
public record MaxPool(Tensor x, Tensor y) implements Op {

    /**
     * Applies the op.
     *
     * @param x [batch, tokens, channels], contiguous
     * @return [batch, channels]
     * @throws IllegalArgumentException where x has another rank or is not contiguous
     */
    public static Tensor apply(ProgramBuilder builder, Tensor x) {
        Require.rank("maxPool", x, 3, "[batch, tokens, channels]");
        Require.contiguous("maxPool", x);
        Tensor y = builder.activation("max", Shape.of(x.dim(0), x.dim(2)));
        builder.apply(new MaxPool(x, y));
        return y;
    }

    @Override
    public Operands operands() {
        return Operands.of("maxPool").in(x).out(y);
    }

    @Override
    public void forward(Steps steps) {
        steps.forward(this)
                .flops(x.size())
                .cpu(loops -> PoolCpu.maxForward(loops, this))
                .tornado(tasks -> PoolLaunch.maxForward(tasks, x, y, x.dim(0), x.dim(1), x.dim(2)))
                .add();
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        Tensor dy = gradients.of(y);
        Target dx = gradients.into(x);
        steps.backward(this)
                .reads(dy, x, y)
                .accumulates(dx)
                .flops(x.size())
                .cpu(loops -> PoolCpu.maxBackward(loops, this, dy, dx))
                .tornado(
                        tasks ->
                                PoolLaunch.maxBackward(
                                        tasks, dy, x, y, dx, x.dim(0), x.dim(1), x.dim(2)))
                .add();
    }
}
