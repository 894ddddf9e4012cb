package dev.tornadovim.kernels.op.activation;

import dev.tornadovim.kernels.op.elementwise.Elementwise;
import dev.tornadovim.kernels.op.elementwise.Function;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.VectorOperators;

/**
 * The rectified linear unit {@code y = max(x, 0)} (Nair and Hinton, "Rectified Linear Units Improve
 * Restricted Boltzmann Machines", 2010; {@code torch.nn.ReLU}). NaN stays NaN.
 *
 * <p>Gradient: {@code dx = dy} where {@code y > 0}, else 0. It needs only the output, which the
 * next op keeps anyway, so the input's memory is free again.
 *
 * <p>Variants: one, one element per thread; bound by memory.
 */
public final class Relu {

    private static final Function FUNCTION =
            new Function(
                    "relu",
                    1,
                    1,
                    true,
                    x -> x.blend(0f, x.compare(VectorOperators.LT, 0f)),
                    (y, dy) -> dy.blend(0f, y.compare(VectorOperators.GT, 0f).not()),
                    ReluLaunch::forward,
                    ReluLaunch::backward);

    private Relu() {}

    /**
     * Applies the op.
     *
     * @param x any shape, contiguous
     * @return the same shape
     * @throws IllegalArgumentException where x is not contiguous
     */
    public static Tensor apply(ProgramBuilder builder, Tensor x) {
        return Elementwise.apply(builder, FUNCTION, x);
    }
}
