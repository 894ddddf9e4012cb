package dev.tornadovim.kernels.op.optim;

import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * AdamW (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019), as PyTorch computes
 * it: with g the scaled gradient,
 *
 * <pre>
 * p = p - lr wd p                       for elements with weight decay
 * m = m + (1 - beta1) (g - m)
 * v = beta2 v + (1 - beta2) g²
 * p = p - lr / (1 - beta1^t) m / (sqrt(v) / sqrt(1 - beta2^t) + eps)
 * </pre>
 *
 * The gradient is cleared after use, because gradients accumulate over backward runs. A scale of 0
 * says that the gradient is not finite: it is cleared and nothing else changes.
 *
 * <p>Variants: one, one thread per element; bound by memory: four arrays read, four written.
 */
public final class AdamW {

    private AdamW() {}

    /**
     * Appends the update of one block.
     *
     * @param gradient over the whole block, flat; scaled by {@code scale}, then cleared
     * @param firstMoment a block like {@code parameters}
     * @param secondMoment likewise
     * @param hyper [6], written by {@link AdamWHyper#write}
     * @param scale [1], the factor of the gradient, from {@link GradientNorm}; 0 skips the update
     * @throws IllegalArgumentException where sizes do not match
     */
    public static void append(
            Steps steps,
            ParameterBlock parameters,
            Tensor gradient,
            ParameterBlock firstMoment,
            ParameterBlock secondMoment,
            Tensor hyper,
            Tensor scale) {
        Tensor p = parameters.flat();
        Tensor m = firstMoment.flat();
        Tensor v = secondMoment.flat();
        for (Tensor other : new Tensor[] {gradient, m, v}) {
            Require.size("adamW of block " + parameters.name(), other, p.size());
        }
        Require.shape("adamW", hyper, AdamWHyper.SHAPE);
        Require.size("adamW", scale, 1);
        int decayEnd = parameters.decayEnd();
        steps.step("adamW")
                .reads(p, gradient, m, v, hyper, scale)
                .writes(p, gradient, m, v)
                .flops(14L * p.size())
                .cpu(loops -> AdamWCpu.update(loops, p, gradient, m, v, hyper, scale, decayEnd))
                .tornado(
                        tasks ->
                                AdamWLaunch.update(
                                        tasks, p, gradient, m, v, hyper, scale, p.size(), decayEnd))
                .add();
    }
}
