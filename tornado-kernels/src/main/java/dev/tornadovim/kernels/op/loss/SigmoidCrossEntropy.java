package dev.tornadovim.kernels.op.loss;

import dev.tornadovim.kernels.engine.cpu.VectorMath;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * Binary cross-entropy of logits, {@code l(z, t) = softplus(z) - t z} with the target t in [0, 1]
 * ({@code torch.nn.functional.binary_cross_entropy_with_logits}), weighted and summed as {@link
 * WeightedLoss} says. No finite logit overflows. Derivative: {@code sigmoid(z) - t}.
 *
 * <p>Variants: one.
 */
public final class SigmoidCrossEntropy {

    private static final LossFunction FUNCTION =
            new LossFunction(
                    "sigmoidCrossEntropy",
                    (z, t) -> VectorMath.softplus(z).sub(z.mul(t)),
                    (z, t) -> VectorMath.sigmoid(z).sub(t),
                    WeightedLossLaunch::crossEntropySums,
                    WeightedLossLaunch::crossEntropyBackward);

    private SigmoidCrossEntropy() {}

    /**
     * Applies the op.
     *
     * @param logits logits of any shape, contiguous
     * @param targets as many probabilities, contiguous
     * @param weights as many weights, contiguous
     * @param normalizer [1], what the sum is divided by, at least 1; set by the host
     * @return [1], the loss
     * @throws IllegalArgumentException where sizes do not match or a tensor is not contiguous
     */
    public static Tensor apply(
            ProgramBuilder builder,
            Tensor logits,
            Tensor targets,
            Tensor weights,
            Tensor normalizer) {
        return WeightedLoss.apply(builder, FUNCTION, logits, targets, weights, normalizer);
    }
}
