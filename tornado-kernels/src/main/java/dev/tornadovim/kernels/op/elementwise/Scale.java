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
 * {@code y = factor x}; or {@code y = x} with a gradient that is multiplied in the backward pass, as
 * where several branches share one input.
 *
 * @param x any shape, contiguous
 * @param factor factor of the forward pass
 * @param gradientFactor factor of the backward pass
 * @param y the shape of x
 */
public record Scale(Tensor x, float factor, float gradientFactor, Tensor y) implements Op {

    /**
     * Applies the op.
     *
     * @param x of any shape, contiguous
     * @return a tensor of the same shape
     * @throws IllegalArgumentException where x is not contiguous
     */
    public static Tensor apply(ProgramBuilder builder, Tensor x, float factor) {
        return apply(builder, x, factor, factor);
    }

    /**
     * Applies the op that leaves values as they are and multiplies their gradient.
     *
     * @param x of any shape, contiguous
     * @return a tensor of the same shape
     * @throws IllegalArgumentException where x is not contiguous
     */
    public static Tensor applyToGradient(ProgramBuilder builder, Tensor x, float factor) {
        return apply(builder, x, 1f, factor);
    }

    private static Tensor apply(
            ProgramBuilder builder, Tensor x, float factor, float gradientFactor) {
        Require.contiguous("scale", x);
        Tensor y = builder.activation("scale", x.shape());
        builder.apply(new Scale(x, factor, gradientFactor, y));
        return y;
    }

    /**
     * Completes a step that writes {@code x} to {@code target}, or adds it there: how an op passes a
     * gradient on unchanged where {@link Gradients#share} is not possible.
     */
    public static void contribute(Steps.Draft step, Tensor x, Target target) {
        multiply(step, x, target, 1f);
    }

    private static void multiply(Steps.Draft step, Tensor x, Target target, float factor) {
        step.reads(x)
                .accumulates(target)
                .flops(x.size())
                .cpu(loops -> ArithmeticCpu.scale(loops, x, target, factor))
                .tornado(tasks -> ArithmeticLaunch.scaleTensor(tasks, x, target, x.size(), factor))
                .add();
    }

    @Override
    public Operands operands() {
        return Operands.of("scale").in(x).out(y);
    }

    @Override
    public void forward(Steps steps) {
        multiply(steps.step(name()), x, Target.write(y), factor);
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        multiply(steps.backward(this), gradients.of(y), gradients.into(x), gradientFactor);
    }
}
