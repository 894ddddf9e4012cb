package dev.tornadovim.kernels.op.loss;

import dev.tornadovim.kernels.engine.cpu.Chunks;
import dev.tornadovim.kernels.engine.tornado.Grids;
import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.op.reduce.RowGroups;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.Operands;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * A loss of single values, {@code loss = sum_i w[i] l(p[i], t[i]) / normalizer}: detectors weight
 * their samples, padding has weight 0, and the normalizer is the number of samples, which the host
 * sets. Gradient: {@code dp[i] = dloss w[i] l'(p[i], t[i]) / normalizer}; the other inputs have
 * none.
 *
 * <p>Sums are made in two steps, by chunk or work-group first, in a fixed order. A new loss is a
 * {@link LossFunction}.
 *
 * @param function l
 * @param prediction any shape, contiguous
 * @param target as many values, contiguous
 * @param weights as many values, contiguous
 * @param normalizer [1], at least 1
 * @param loss [1]
 */
record WeightedLoss(
        LossFunction function,
        Tensor prediction,
        Tensor target,
        Tensor weights,
        Tensor normalizer,
        Tensor loss)
        implements Op {

    /** The most work-groups, with a partial sum each. */
    private static final int GROUPS = 512;

    /** Applies a loss. */
    static Tensor apply(
            ProgramBuilder builder,
            LossFunction function,
            Tensor prediction,
            Tensor target,
            Tensor weights,
            Tensor normalizer) {
        String name = function.name();
        Require.size(name, target, prediction.size());
        Require.size(name, weights, prediction.size());
        Require.size(name, normalizer, 1);
        Require.contiguous(name, prediction, target, weights);
        Tensor loss = builder.activation("loss", Shape.of(1));
        builder.apply(new WeightedLoss(function, prediction, target, weights, normalizer, loss));
        return loss;
    }

    @Override
    public Operands operands() {
        return Operands.of(function.name()).in(prediction, target, weights, normalizer).out(loss);
    }

    @Override
    public void forward(Steps steps) {
        int size = prediction.size();
        int groups = Math.min(GROUPS, Math.ceilDiv(size, RowGroups.SIZE));
        Steps.Draft step = steps.forward(this).flops(10L * size);
        Tensor cpuPartial = step.cpuScratch("partial", Chunks.of(size).count());
        Tensor partial = step.deviceScratch("partial", groups);
        step.cpu(loops -> WeightedLossCpu.forward(loops, this, cpuPartial))
                .tornado(
                        tasks -> {
                            function.sums()
                                    .launch(
                                            tasks,
                                            Grids.blocks(groups, RowGroups.SIZE),
                                            prediction,
                                            target,
                                            weights,
                                            partial,
                                            size,
                                            groups);
                            WeightedLossLaunch.finish(
                                    tasks,
                                    Grids.blocks(1, RowGroups.SIZE),
                                    partial,
                                    groups,
                                    normalizer,
                                    loss);
                        })
                .add();
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        int size = prediction.size();
        Tensor dLoss = gradients.of(loss);
        Target dp = gradients.into(prediction);
        steps.backward(this)
                .reads(prediction, target, weights, normalizer, dLoss)
                .accumulates(dp)
                .flops(8L * size)
                .cpu(loops -> WeightedLossCpu.backward(loops, this, dLoss, dp))
                .tornado(
                        tasks ->
                                function.backward()
                                        .launch(
                                                tasks,
                                                prediction,
                                                target,
                                                weights,
                                                normalizer,
                                                dLoss,
                                                dp,
                                                size))
                .add();
    }
}
