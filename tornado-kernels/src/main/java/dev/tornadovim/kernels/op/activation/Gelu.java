package dev.tornadovim.kernels.op.activation;

import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.op.elementwise.Elementwise;
import dev.tornadovim.kernels.op.elementwise.Function;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The Gaussian error linear unit {@code y = x Phi(x)}, Phi being the normal distribution function
 * (Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016): the exact form, as {@code
 * torch.nn.GELU()}, not the one with tanh. Computed as {@code max(x, 0) - |x| Q(|x|)} with the upper
 * tail Q, which has no branch and loses no digits for negative x.
 *
 * <p>Gradient: {@code dx = dy (Phi(x) + x phi(x))} with the density phi; value and derivative share
 * one exponential.
 *
 * <p>Variants: one, one element per thread; bound by memory on GPUs.
 */
public final class Gelu {

    private static final Function FUNCTION =
            new Function(
                    "gelu",
                    30,
                    35,
                    false,
                    Gelu::value,
                    Gelu::gradient,
                    GeluLaunch::forward,
                    GeluLaunch::backward);

    private Gelu() {}

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

    /** max(x, 0) - |x| Q(|x|). */
    static FloatVector value(FloatVector x) {
        FloatVector t = x.abs().min(NormalTail.END);
        FloatVector tail = NormalTail.of(t, NormalTail.bell(t));
        return x.max(0f).sub(t.mul(tail));
    }

    /** dy (Phi(x) + x phi(x)). */
    static FloatVector gradient(FloatVector x, FloatVector dy) {
        FloatVector t = x.abs().min(NormalTail.END);
        FloatVector bell = NormalTail.bell(t);
        FloatVector tail = NormalTail.of(t, bell);
        // The sum for negative x; that for -x is one minus it.
        FloatVector below = tail.sub(t.mul(bell).mul(NormalTail.DENSITY));
        return below.blend(
                        FloatVector.broadcast(Simd.SPECIES, 1f).sub(below),
                        x.compare(VectorOperators.GT, 0f))
                .mul(dy);
    }
}
