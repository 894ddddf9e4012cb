package dev.tornadovim.kernels.op.activation;

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
 * The rectified linear unit {@code y = max(x, 0)} (Nair and Hinton, "Rectified Linear Units Improve
 * Restricted Boltzmann Machines", 2010; {@code torch.nn.ReLU}). NaN stays NaN.
 *
 * <p>Gradient: {@code dx = dy} where {@code y > 0}, else 0. It needs only the output, which the
 * next op keeps anyway, so the input's memory is free again.
 *
 * <p>Variants: {@code rectify} and {@code gradient}, one element a thread; bound by memory.
 */
public final class Relu implements Op {

    private final Tensor x;
    private final Tensor y;

    private Relu(Tensor x, Tensor y) {
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
        Require.contiguous("relu", x);
        Tensor y = builder.activation("relu", x.shape());
        builder.apply(new Relu(x, y));
        return y;
    }

    @Override
    public String name() {
        return "relu";
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
                .cost(Cost.of(size, 2L * size))
                .cpu(loops -> ReluCpu.forward(loops, x, y))
                .tornado(
                        tasks ->
                                tasks.graph()
                                        .task(
                                                tasks.id("rectify", size),
                                                ReluKernels::rectify,
                                                tasks.array(x),
                                                x.offset(),
                                                tasks.array(y),
                                                size))
                .add();
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        int size = y.size();
        Tensor dy = gradients.of(y);
        Target dx = gradients.into(x);
        steps.step(name() + ".backward")
                .reads(y, dy)
                .accumulates(dx)
                .cost(Cost.of(size, (dx.accumulate() ? 4L : 3L) * size))
                .cpu(loops -> ReluCpu.gradient(loops, y, dy, dx))
                .tornado(
                        tasks ->
                                tasks.graph()
                                        .task(
                                                tasks.id("gradient", size),
                                                ReluKernels::gradient,
                                                tasks.array(y),
                                                tasks.array(dy),
                                                tasks.array(dx.tensor()),
                                                dx.tensor().offset(),
                                                size,
                                                dx.accumulate() ? 1 : 0))
                .add();
    }
}
