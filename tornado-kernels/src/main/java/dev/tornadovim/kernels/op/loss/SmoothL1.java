package dev.tornadovim.kernels.op.loss;

import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The smooth L1 loss {@code l(p, t) = d^2 / (2 beta)} where {@code d = |p - t| < beta}, else {@code
 * d - beta / 2}; with beta 0 the L1 loss (Girshick, "Fast R-CNN", 2015, equation 3; {@code
 * torch.nn.functional.smooth_l1_loss}), weighted and summed as {@link WeightedLoss} says.
 * Derivative: {@code (p - t) / beta}, else the sign of {@code p - t}, 0 for equal values.
 *
 * <p>Variants: one.
 */
public final class SmoothL1 {

    private SmoothL1() {}

    /**
     * Applies the op.
     *
     * @param prediction predictions of any shape, contiguous
     * @param target as many targets, contiguous
     * @param weights as many weights, contiguous
     * @param normalizer [1], what the sum is divided by, at least 1; set by the host
     * @param beta distance from which the loss is linear; 0 for L1
     * @return [1], the loss
     * @throws IllegalArgumentException where sizes do not match, a tensor is not contiguous, or beta
     *     is negative
     */
    public static Tensor apply(
            ProgramBuilder builder,
            Tensor prediction,
            Tensor target,
            Tensor weights,
            Tensor normalizer,
            float beta) {
        if (!(beta >= 0)) {
            throw new IllegalArgumentException("smoothL1: beta must be at least 0, got " + beta);
        }
        return WeightedLoss.apply(builder, of(beta), prediction, target, weights, normalizer);
    }

    private static LossFunction of(float beta) {
        return new LossFunction(
                "smoothL1",
                (p, t) -> value(p, t, beta),
                (p, t) -> slope(p, t, beta),
                (tasks, grid, p, t, w, partial, size, groups) ->
                        WeightedLossLaunch.smoothSums(
                                tasks, grid, p, t, w, partial, size, groups, beta),
                (tasks, p, t, w, normalizer, dLoss, dp, size) ->
                        WeightedLossLaunch.smoothBackward(
                                tasks, p, t, w, normalizer, dLoss, dp, size, beta));
    }

    private static FloatVector value(FloatVector p, FloatVector t, float beta) {
        FloatVector apart = p.sub(t).abs();
        FloatVector far = apart.sub(0.5f * beta);
        if (beta == 0) {
            return far;
        }
        FloatVector near = apart.mul(apart).mul(0.5f / beta);
        return far.blend(near, apart.compare(VectorOperators.LT, beta));
    }

    private static FloatVector slope(FloatVector p, FloatVector t, float beta) {
        FloatVector apart = p.sub(t);
        if (beta > 0) {
            return apart.div(beta).max(-1f).min(1f);
        }
        FloatVector sign = FloatVector.zero(Simd.SPECIES);
        sign = sign.blend(1f, apart.compare(VectorOperators.GT, 0f));
        return sign.blend(-1f, apart.compare(VectorOperators.LT, 0f));
    }
}
