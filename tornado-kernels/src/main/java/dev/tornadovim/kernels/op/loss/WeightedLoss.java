package dev.tornadovim.kernels.op.loss;

import dev.tornadovim.kernels.engine.cpu.Chunks;
import dev.tornadovim.kernels.engine.tornado.Grids;
import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.op.reduce.RowGroups;
import dev.tornadovim.kernels.program.Cost;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;

import java.util.List;

/**
 * A loss of single values, {@code loss = sum_i w[i] l(p[i], t[i]) / normaliser}: detectors weight
 * their samples, padding has weight 0, and the normaliser is the number of samples, which the host
 * sets. Gradient: {@code dp[i] = dloss w[i] l'(p[i], t[i]) / normaliser}; the other inputs have
 * none.
 *
 * <p>A subclass gives l and its derivative by the prediction, as vectors and as kernels. Sums are
 * made in two steps, by chunk or work-group first, in a fixed order.
 */
abstract sealed class WeightedLoss implements Op permits SigmoidCrossEntropy, SmoothL1 {

    /** Work-groups at most, with a partial sum each. */
    private static final int GROUPS = 512;

    final Tensor prediction;
    final Tensor target;
    final Tensor weights;
    final Tensor normaliser;
    final Tensor loss;

    WeightedLoss(
            ProgramBuilder builder,
            Tensor prediction,
            Tensor target,
            Tensor weights,
            Tensor normaliser) {
        Require.size(name(), target, prediction.size());
        Require.size(name(), weights, prediction.size());
        Require.size(name(), normaliser, 1);
        Require.contiguous(name(), prediction, target, weights);
        this.prediction = prediction;
        this.target = target;
        this.weights = weights;
        this.normaliser = normaliser;
        loss = builder.activation("loss", Shape.of(1));
    }

    /** l of a vector of predictions and their targets. */
    abstract FloatVector value(FloatVector p, FloatVector t);

    /** The derivative of l by the prediction. */
    abstract FloatVector slope(FloatVector p, FloatVector t);

    /** Appends the kernel that gives each of {@code groups} groups the sum of what it meets. */
    abstract void sumsTask(TornadoTasks tasks, Tensor partial, int groups);

    /** Appends the kernel of the gradient. */
    abstract void gradientTask(TornadoTasks tasks, Tensor dLoss, Target dp);

    @Override
    public final List<Tensor> inputs() {
        return List.of(prediction, target, weights, normaliser);
    }

    @Override
    public final List<Tensor> outputs() {
        return List.of(loss);
    }

    @Override
    public final void forward(Steps steps) {
        long size = prediction.size();
        int groups = Math.min(GROUPS, Math.ceilDiv(prediction.size(), RowGroups.SIZE));
        Steps.Draft step = steps.step(name());
        Tensor cpuPartial = step.cpuScratch("partial", Chunks.of(prediction.size()).count());
        Tensor partial = step.deviceScratch("partial", groups);
        step.reads(prediction, target, weights, normaliser)
                .writes(loss)
                .cost(Cost.of(10 * size, 3 * size))
                .cpu(loops -> WeightedLossCpu.forward(loops, this, cpuPartial))
                .tornado(
                        tasks -> {
                            sumsTask(tasks, partial, groups);
                            finishTask(tasks, partial, groups);
                        })
                .add();
    }

    private void finishTask(TornadoTasks tasks, Tensor partial, int groups) {
        WeightedLossLaunch.finish(
                tasks, Grids.blocks(1, RowGroups.SIZE), partial, groups, normaliser, loss);
    }

    @Override
    public final void backward(Gradients gradients, Steps steps) {
        long size = prediction.size();
        Tensor dLoss = gradients.of(loss);
        Target dp = gradients.into(prediction);
        steps.step(name() + ".backward")
                .reads(prediction, target, weights, normaliser, dLoss)
                .accumulates(dp)
                .cost(Cost.of(8 * size, (dp.accumulate() ? 5 : 4) * size))
                .cpu(loops -> WeightedLossCpu.gradient(loops, this, dLoss, dp))
                .tornado(tasks -> gradientTask(tasks, dLoss, dp))
                .add();
    }
}
