package dev.tornadovim.kernels.op.loss;

import dev.tornadovim.kernels.engine.cpu.VectorMath;
import dev.tornadovim.kernels.engine.tornado.Grids;
import dev.tornadovim.kernels.op.reduce.RowGroups;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;

/**
 * Binary cross-entropy of logits, {@code l(z, t) = softplus(z) - t z} with the target t in [0, 1]
 * ({@code torch.nn.functional.binary_cross_entropy_with_logits}), weighted and summed as {@link
 * WeightedLoss} says. No finite logit overflows. Derivative: {@code sigmoid(z) - t}.
 *
 * <p>Variants: one.
 */
public final class SigmoidCrossEntropy extends WeightedLoss {

    private SigmoidCrossEntropy(
            ProgramBuilder builder,
            Tensor logits,
            Tensor targets,
            Tensor weights,
            Tensor normaliser) {
        super(builder, logits, targets, weights, normaliser);
    }

    /**
     * Applies the op.
     *
     * @param logits logits of any shape, contiguous
     * @param targets as many probabilities, contiguous
     * @param weights as many weights, contiguous
     * @param normaliser [1], what the sum is divided by, at least 1; set by the host
     * @return [1], the loss
     */
    public static Tensor apply(
            ProgramBuilder builder,
            Tensor logits,
            Tensor targets,
            Tensor weights,
            Tensor normaliser) {
        var op = new SigmoidCrossEntropy(builder, logits, targets, weights, normaliser);
        builder.apply(op);
        return op.loss;
    }

    @Override
    public String name() {
        return "sigmoidCrossEntropy";
    }

    @Override
    FloatVector value(FloatVector p, FloatVector t) {
        return VectorMath.softplus(p).sub(p.mul(t));
    }

    @Override
    FloatVector slope(FloatVector p, FloatVector t) {
        return VectorMath.sigmoid(p).sub(t);
    }

    @Override
    void sumsTask(TornadoTasks tasks, Tensor partial, int groups) {
        WeightedLossLaunch.crossEntropySums(
                tasks,
                Grids.blocks(groups, RowGroups.SIZE),
                prediction,
                target,
                weights,
                partial,
                prediction.size(),
                groups);
    }

    @Override
    void gradientTask(TornadoTasks tasks, Tensor dLoss, Target dp) {
        WeightedLossLaunch.crossEntropyGradient(
                tasks, prediction, target, weights, normaliser, dLoss, dp, prediction.size());
    }
}
