package dev.tornadovim.kernels.op.elementwise;

import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.Operands;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * {@code y = a + b}. Both terms have the gradient of the sum, without a copy where possible.
 *
 * @param a any shape, contiguous
 * @param b the same shape, contiguous
 * @param y the same shape
 */
public record Add(Tensor a, Tensor b, Tensor y) implements Op {

    /**
     * Applies the op.
     *
     * @param a of any shape, contiguous
     * @param b of the same shape, contiguous
     * @return the sum, of the same shape
     * @throws IllegalArgumentException where shapes differ or a tensor is not contiguous
     */
    public static Tensor apply(ProgramBuilder builder, Tensor a, Tensor b) {
        Require.shape("add", b, a.shape());
        Require.contiguous("add", a, b);
        Tensor y = builder.activation("add", a.shape());
        builder.apply(new Add(a, b, y));
        return y;
    }

    @Override
    public Operands operands() {
        return Operands.of("add").in(a, b).out(y);
    }

    @Override
    public void forward(Steps steps) {
        steps.forward(this)
                .flops(y.size())
                .cpu(loops -> ArithmeticCpu.add(loops, a, b, y))
                .tornado(tasks -> ArithmeticLaunch.addTensors(tasks, a, b, y, y.size()))
                .add();
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        Tensor dy = gradients.of(y);
        for (Tensor term : inputs()) {
            if (gradients.wanted(term) && !gradients.share(term, dy)) {
                Scale.contribute(steps.backward(this), dy, gradients.into(term));
            }
        }
    }
}
