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
 * The mean over tokens, {@code y[b] = 1/L sum_l x[b, l]}.
 *
 * @param x [batch, tokens, channels], contiguous
 * @param y [batch, channels]
 */
public record MeanPool(Tensor x, Tensor y) implements Op {

    /**
     * Applies the op.
     *
     * @param x [batch, tokens, channels], contiguous
     * @return [batch, channels]
     * @throws IllegalArgumentException where x has another rank or is not contiguous
     */
    public static Tensor apply(ProgramBuilder builder, Tensor x) {
        Require.rank("meanPool", x, 3, "[batch, tokens, channels]");
        Require.contiguous("meanPool", x);
        Tensor y = builder.activation("mean", Shape.of(x.dim(0), x.dim(2)));
        builder.apply(new MeanPool(x, y));
        return y;
    }

    @Override
    public Operands operands() {
        return Operands.of("meanPool").in(x).out(y);
    }

    @Override
    public void forward(Steps steps) {
        steps.forward(this)
                .flops(x.size())
                .cpu(loops -> PoolCpu.meanForward(loops, this))
                .tornado(tasks -> PoolLaunch.meanForward(tasks, x, y, x.dim(0), x.dim(1), x.dim(2)))
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
                .cpu(loops -> PoolCpu.meanBackward(loops, this, dy, dx))
                .tornado(
                        tasks ->
                                PoolLaunch.meanBackward(
                                        tasks, dy, dx, x.dim(0), x.dim(1), x.dim(2)))
                .add();
    }
}
