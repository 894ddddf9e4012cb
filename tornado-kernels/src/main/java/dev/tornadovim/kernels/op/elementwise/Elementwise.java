package dev.tornadovim.kernels.op.elementwise;

import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.Operands;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * {@code y = f(x)}, one value at a time. A new function is a {@link Function}: its vector forms for
 * the CPU and its kernels for TornadoVM.
 *
 * @param function f
 * @param x any shape, contiguous
 * @param y the same shape
 */
public record Elementwise(Function function, Tensor x, Tensor y) implements Op {

    /**
     * Applies a function.
     *
     * @param x any shape, contiguous
     * @return the same shape
     * @throws IllegalArgumentException where x is not contiguous
     */
    public static Tensor apply(ProgramBuilder builder, Function function, Tensor x) {
        Require.contiguous(function.name(), x);
        Tensor y = builder.activation(function.name(), x.shape());
        builder.apply(new Elementwise(function, x, y));
        return y;
    }

    @Override
    public Operands operands() {
        return Operands.of(function.name()).in(x).out(y);
    }

    @Override
    public void forward(Steps steps) {
        int size = x.size();
        steps.forward(this)
                .flops((long) function.forwardFlops() * size)
                .cpu(loops -> ElementwiseCpu.forward(loops, function, x, y))
                .tornado(tasks -> function.forwardKernel().launch(tasks, x, y, size))
                .add();
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        int size = x.size();
        Tensor kept = function.keepsOutput() ? y : x;
        Tensor dy = gradients.of(y);
        Target dx = gradients.into(x);
        steps.backward(this)
                .reads(kept, dy)
                .accumulates(dx)
                .flops((long) function.backwardFlops() * size)
                .cpu(loops -> ElementwiseCpu.backward(loops, function, kept, dy, dx))
                .tornado(tasks -> function.backwardKernel().launch(tasks, kept, dy, dx, size))
                .add();
    }
}
