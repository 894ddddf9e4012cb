package dev.tornadovim.kernels.op.elementwise;

import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.program.Cost;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;

/**
 * {@code y = factor x}; or {@code y = x} with a gradient that is multiplied on its way back, as where
 * several branches share one input.
 */
public final class Scale implements Op {

    private final Tensor x;
    private final Tensor y;
    private final float factor;
    private final float gradientFactor;

    private Scale(Tensor x, Tensor y, float factor, float gradientFactor) {
        this.x = x;
        this.y = y;
        this.factor = factor;
        this.gradientFactor = gradientFactor;
    }

    /**
     * Applies the op.
     *
     * @param x of any shape, contiguous
     * @return a tensor of the same shape
     */
    public static Tensor apply(ProgramBuilder builder, Tensor x, float factor) {
        return apply(builder, x, factor, factor);
    }

    /**
     * Applies the op that leaves values as they are and multiplies their gradient.
     *
     * @param x of any shape, contiguous
     * @return a tensor of the same shape
     */
    public static Tensor applyToGradient(ProgramBuilder builder, Tensor x, float factor) {
        return apply(builder, x, 1f, factor);
    }

    private static Tensor apply(
            ProgramBuilder builder, Tensor x, float factor, float gradientFactor) {
        Require.contiguous("scale", x);
        Tensor y = builder.activation("scale", x.shape());
        builder.apply(new Scale(x, y, factor, gradientFactor));
        return y;
    }

    /**
     * Appends a step that writes {@code x} to {@code target}, or adds it there: how an op passes a
     * gradient on unchanged where {@link Gradients#share} is not possible.
     */
    public static void contribute(Steps steps, String name, Tensor x, Target target) {
        append(steps, name, x, target, 1f);
    }

    private static void append(Steps steps, String name, Tensor x, Target target, float factor) {
        Tensor y = target.tensor();
        steps.step(name)
                .reads(x)
                .accumulates(target)
                .cost(Cost.of(x.size(), (target.accumulate() ? 3L : 2L) * x.size()))
                .cpu(loops -> ArithmeticCpu.scale(loops, x, target, factor))
                .tornado(tasks -> ArithmeticLaunch.scaleTensor(tasks, x, target, x.size(), factor))
                .add();
    }

    @Override
    public String name() {
        return "scale";
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
        append(steps, name(), x, new Target(y, false), factor);
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        append(steps, name() + ".backward", gradients.of(y), gradients.into(x), gradientFactor);
    }
}
