package dev.tornadovim.kernels.op.direction;

import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.Operands;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * The scaled sum over scan directions: {@code y[b,l,e] = scale * sum_k x[k,b,l,e]}. With two
 * directions and {@code scale = 1/2} it is the mean that Vim takes before its output projection
 * (hustvl/Vim, {@code mamba_simple.py}, flag {@code if_divide_out}). No flip is needed: the reverse
 * scan writes its tokens where they belong.
 *
 * <p>Variants: one, one thread per element; bound by memory on every engine.
 *
 * @param x [directions, batch, tokens, channels], contiguous
 * @param scale factor of the sum
 * @param y [batch, tokens, channels]
 */
public record DirectionSum(Tensor x, float scale, Tensor y) implements Op {

    /**
     * Applies the op.
     *
     * @param x [directions, batch, tokens, channels], contiguous
     * @param scale factor of the sum
     * @return [batch, tokens, channels]
     * @throws IllegalArgumentException where x has another rank or is not contiguous
     */
    public static Tensor apply(ProgramBuilder builder, Tensor x, float scale) {
        if (!x.isContiguous() || x.shape().rank() != 4) {
            throw new IllegalArgumentException(
                    "direction sum takes a contiguous [directions, batch, tokens, channels], got "
                            + x);
        }
        Tensor y = builder.activation("directionSum", x.shape().inner());
        builder.apply(new DirectionSum(x, scale, y));
        return y;
    }

    @Override
    public Operands operands() {
        return Operands.of("directionSum").in(x).out(y);
    }

    @Override
    public void forward(Steps steps) {
        int directions = x.dim(0);
        int size = y.size();
        steps.forward(this)
                .flops(x.size())
                .cpu(loops -> DirectionSumCpu.forward(loops, this))
                .tornado(tasks -> DirectionSumLaunch.forward(tasks, x, y, size, directions, scale))
                .add();
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        int directions = x.dim(0);
        int size = y.size();
        Tensor dy = gradients.of(y);
        Target dx = gradients.into(x);
        steps.backward(this)
                .reads(dy)
                .accumulates(dx)
                .flops(x.size())
                .cpu(loops -> DirectionSumCpu.backward(loops, this, dy, dx))
                .tornado(
                        tasks ->
                                DirectionSumLaunch.backward(tasks, dy, dx, size, directions, scale))
                .add();
    }
}
