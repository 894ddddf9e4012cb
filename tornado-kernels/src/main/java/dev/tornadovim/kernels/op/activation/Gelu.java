package dev.tornadovim.kernels.op.activation;

import dev.tornadovim.kernels.program.Cost;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;

/**
 * The Gaussian error linear unit {@code y = x Phi(x)}, Phi being the normal distribution function
 * (Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016): the exact form, as {@code
 * torch.nn.GELU()}, not the one with tanh. Computed as {@code max(x, 0) - |x| Q(|x|)} with the upper
 * tail Q, which has no branch and loses no digits for negative x.
 *
 * <p>Gradient: {@code dx = dy (Phi(x) + x phi(x))} with the density phi; value and derivative share
 * one exponential.
 *
 * <p>Variants: {@code forward} and {@code gradient}, one element a thread; bound by memory on GPUs.
 */
public final class Gelu implements Op {

    private static final int FORWARD_FLOPS = 30;
    private static final int BACKWARD_FLOPS = 35;

    private final Tensor x;
    private final Tensor y;

    private Gelu(Tensor x, Tensor y) {
        this.x = x;
        this.y = y;
    }

    /**
     * Applies the op.
     *
     * @param x any shape, contiguous
     * @return the same shape
     */
    public static Tensor apply(ProgramBuilder builder, Tensor x) {
        if (!x.isContiguous()) {
            throw new IllegalArgumentException("gelu takes a contiguous tensor, got " + x);
        }
        Tensor y = builder.activation("gelu", x.shape());
        builder.apply(new Gelu(x, y));
        return y;
    }

    @Override
    public String name() {
        return "gelu";
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
        int size = x.size();
        steps.step(name())
                .reads(x)
                .writes(y)
                .cost(Cost.of((long) FORWARD_FLOPS * size, 2L * size))
                .cpu(loops -> GeluCpu.forward(loops, x, y))
                .tornado(
                        tasks ->
                                tasks.graph()
                                        .task(
                                                tasks.id("forward", size),
                                                GeluKernels::forward,
                                                tasks.array(x),
                                                x.offset(),
                                                tasks.array(y),
                                                size))
                .add();
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        int size = x.size();
        Tensor dy = gradients.of(y);
        Target dx = gradients.into(x);
        steps.step(name() + ".backward")
                .reads(x, dy)
                .accumulates(dx)
                .cost(Cost.of((long) BACKWARD_FLOPS * size, (dx.accumulate() ? 4L : 3L) * size))
                .cpu(loops -> GeluCpu.gradient(loops, x, dy, dx))
                .tornado(
                        tasks ->
                                tasks.graph()
                                        .task(
                                                tasks.id("gradient", size),
                                                GeluKernels::gradient,
                                                tasks.array(x),
                                                x.offset(),
                                                tasks.array(dy),
                                                tasks.array(dx.tensor()),
                                                dx.tensor().offset(),
                                                size,
                                                dx.accumulate() ? 1 : 0))
                .add();
    }
}
