package dev.tornadovim.kernels.op.norm;

import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.op.elementwise.Scale;
import dev.tornadovim.kernels.op.reduce.ColumnSums;
import dev.tornadovim.kernels.op.reduce.RowGroups;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.Operands;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;

import uk.ac.manchester.tornado.api.WorkerGrid;

/**
 * The residual sum and root mean square normalization that opens a block: {@code r' = hidden +
 * residual}, {@code normed = w r' / sqrt(mean(r'^2) + eps)}, the mean over the channels of a token
 * (Zhang and Sennrich, "Root Mean Square Layer Normalization", 2019; hustvl/Vim, class Block and
 * {@code layer_norm.py}).
 *
 * <p>Gradient, with {@code rstd = 1 / sqrt(mean(r'^2) + eps)}, {@code x = r' rstd} and {@code g = w
 * dnormed}: {@code dr = rstd (g - x mean(g x)) + dr'}, where {@code dr'} is what reached the sum from
 * later blocks, and {@code dw = sum over tokens of dnormed x}. Both terms of the sum have the gradient
 * {@code dr}; they share one tensor where nobody else contributes.
 *
 * <p>Variants: one, in which neighboring work-items share a token ({@link
 * dev.tornadovim.kernels.op.reduce.RowGroups}). The gradient of the weight is summed in two stages,
 * groups of tokens first, so it is the same bit for bit in every run.
 *
 * @param hidden [..., channels], contiguous
 * @param residual the shape of hidden; null in the first block, where the sum is {@code hidden}
 * @param weight [channels]
 * @param eps added to the mean square; 1e-5 in Vim
 * @param sum the shape of hidden; {@code hidden} itself without a residual
 * @param normed the shape of hidden
 * @param rstd one value per token
 */
public record AddRmsNorm(
        Tensor hidden,
        Tensor residual,
        Tensor weight,
        float eps,
        Tensor sum,
        Tensor normed,
        Tensor rstd)
        implements Op {

    /** Tokens per partial sum of the weight's gradient on a device. */
    private static final int GROUP = 128;

    /**
     * The outputs.
     *
     * @param residual the sum; {@code hidden} itself without a residual
     * @param normed the normalized sum
     */
    public record Output(Tensor residual, Tensor normed) {}

    /**
     * Applies the op.
     *
     * @param hidden [..., channels], contiguous
     * @param residual of the same shape, or null in the first block, where the sum is {@code hidden}
     * @param weight [channels]
     * @param eps added to the mean square; 1e-5 in Vim
     * @throws IllegalArgumentException where shapes do not match or a tensor is not contiguous
     */
    public static Output apply(
            ProgramBuilder builder, Tensor hidden, Tensor residual, Tensor weight, float eps) {
        Require.contiguous("addRmsNorm", hidden, residual);
        Require.shape("addRmsNorm", weight, Shape.of(hidden.columns()));
        if (residual != null) {
            Require.shape("addRmsNorm", residual, hidden.shape());
        }
        Tensor sum = residual == null ? hidden : builder.activation("residual", hidden.shape());
        Tensor normed = builder.activation("normed", hidden.shape());
        Tensor rstd = builder.activation("rstd", Shape.of(hidden.rows()));
        builder.apply(new AddRmsNorm(hidden, residual, weight, eps, sum, normed, rstd));
        return new Output(sum, normed);
    }

    @Override
    public Operands operands() {
        return Operands.of("addRmsNorm")
                .in(hidden, residual, weight)
                .out(residual == null ? null : sum, normed)
                .saved(rstd);
    }

    @Override
    public void forward(Steps steps) {
        steps.forward(this)
                .flops((residual == null ? 4L : 5L) * sum.size())
                .cpu(loops -> AddRmsNormCpu.forward(loops, this))
                .tornado(this::launchForward)
                .add();
    }

    private void launchForward(TornadoTasks tasks) {
        int rows = sum.rows();
        int columns = sum.columns();
        RowGroups groups = RowGroups.of(rows, columns);
        WorkerGrid grid = groups.grid();
        int lanes = groups.lanes();
        if (residual == null) {
            AddRmsNormLaunch.forward(
                    tasks, grid, hidden, weight, normed, rstd, rows, columns, eps, lanes);
        } else {
            AddRmsNormLaunch.forwardOfSum(
                    tasks, grid, hidden, residual, weight, sum, normed, rstd, rows, columns, eps,
                    lanes);
        }
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        Tensor dSum = residual != null && gradients.has(sum) ? gradients.of(sum) : null;
        if (!gradients.has(normed)) {
            passOn(gradients, steps, dSum);
            return;
        }
        boolean inputWanted = gradients.wanted(hidden) || gradients.wanted(residual);
        Target dx = null;
        if (inputWanted && residual == null) {
            dx = gradients.into(hidden);
        } else if (inputWanted) {
            dx = Target.write(gradientOfTerms());
        }
        Target dw = gradients.wanted(weight) ? gradients.into(weight) : null;
        backward(steps, gradients.of(normed), dSum, dx, dw);
        if (inputWanted && residual != null) {
            passOn(gradients, steps, dx.tensor());
        }
    }

    private Tensor gradientOfTerms() {
        return Tensor.planned("d terms", hidden.shape(), Storage.Kind.ACTIVATION);
    }

    /** Hands the gradient of the sum to both of its terms. */
    private void passOn(Gradients gradients, Steps steps, Tensor gradient) {
        for (Tensor term : new Tensor[] {hidden, residual}) {
            if (gradients.wanted(term) && !gradients.share(term, gradient)) {
                Scale.contribute(steps.backward(this, "sum"), gradient, gradients.into(term));
            }
        }
    }

    /** One step for both gradients; {@code dSum}, {@code dx} or {@code dw} may be null. */
    private void backward(Steps steps, Tensor dNormed, Tensor dSum, Target dx, Target dw) {
        Steps.Draft step = steps.backward(this).reads(dNormed, sum, weight, rstd);
        long flops = 0;
        if (dx != null) {
            step.reads(dSum).accumulates(dx);
            flops += 9L * sum.size();
        }
        Tensor cpuPartial = null;
        Tensor partial = null;
        int groups = Math.ceilDiv(sum.rows(), GROUP);
        if (dw != null) {
            step.accumulates(dw);
            cpuPartial = step.cpuScratch("partial", AddRmsNormCpu.groups(sum) * sum.columns());
            partial = step.deviceScratch("partial", groups * sum.columns());
            flops += 3L * sum.size();
        }
        var cpu = new AddRmsNormCpu.Backward(this, dNormed, dSum, dx, dw, cpuPartial);
        Tensor devicePartial = partial;
        step.flops(flops)
                .cpu(cpu::loops)
                .tornado(
                        tasks -> {
                            if (dx != null) {
                                launchBackwardInput(tasks, dNormed, dSum, dx);
                            }
                            if (dw != null) {
                                AddRmsNormLaunch.weightPartials(
                                        tasks,
                                        dNormed,
                                        sum,
                                        rstd,
                                        devicePartial,
                                        sum.rows(),
                                        sum.columns(),
                                        groups,
                                        GROUP);
                                ColumnSums.launch(tasks, devicePartial, groups, dw);
                            }
                        })
                .add();
    }

    /** {@code dSum} may be null; where it is not, dx is new. */
    private void launchBackwardInput(TornadoTasks tasks, Tensor dNormed, Tensor dSum, Target dx) {
        int rows = sum.rows();
        int columns = sum.columns();
        RowGroups groups = RowGroups.of(rows, columns);
        WorkerGrid grid = groups.grid();
        int lanes = groups.lanes();
        if (dSum == null) {
            AddRmsNormLaunch.backwardInput(
                    tasks, grid, dNormed, sum, weight, rstd, dx, rows, columns, lanes);
        } else {
            Tensor into = dx.tensor();
            AddRmsNormLaunch.backwardInputOfSum(
                    tasks, grid, dNormed, sum, weight, rstd, dSum, into, rows, columns, lanes);
        }
    }
}
