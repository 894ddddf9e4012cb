package dev.tornadovim.kernels.op.norm;

import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.op.elementwise.Scale;
import dev.tornadovim.kernels.program.Cost;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;

/**
 * The residual sum and root mean square normalisation that opens a block: {@code r' = hidden +
 * residual}, {@code normed = w r' / sqrt(mean(r'^2) + eps)}, the mean over the channels of a token
 * (Zhang and Sennrich, "Root Mean Square Layer Normalization", 2019; hustvl/Vim, class Block and
 * {@code layer_norm.py}).
 *
 * <p>Gradient, with {@code rstd = 1 / sqrt(mean(r'^2) + eps)}, {@code x = r' rstd} and {@code g = w
 * dnormed}: {@code dr = rstd (g - x mean(g x)) + dr'}, where {@code dr'} is what reached the sum from
 * later blocks, and {@code dw = sum over tokens of dnormed x}. Both terms of the sum have the gradient
 * {@code dr}; they share one tensor where nobody else contributes.
 *
 * <p>Variants: one, in which neighbouring work-items share a token ({@link
 * dev.tornadovim.kernels.op.reduce.RowGroups}). The gradient of the weight is summed in two stages,
 * groups of tokens first, so it is the same bit for bit in every run.
 */
public final class AddRmsNorm implements Op {

    /**
     * What the op returns.
     *
     * @param residual the sum; {@code hidden} itself when there was no residual
     * @param normed the normalised sum
     */
    public record Output(Tensor residual, Tensor normed) {}

    private final Tensor hidden;
    private final Tensor residual;
    private final Tensor weight;
    private final float eps;
    private final Tensor sum;
    private final Tensor normed;
    private final Tensor rstd;

    private AddRmsNorm(
            ProgramBuilder builder, Tensor hidden, Tensor residual, Tensor weight, float eps) {
        this.hidden = hidden;
        this.residual = residual;
        this.weight = weight;
        this.eps = eps;
        sum = residual == null ? hidden : builder.activation("residual", hidden.shape());
        normed = builder.activation("normed", hidden.shape());
        rstd = builder.activation("rstd", Shape.of(hidden.rows()));
    }

    /**
     * Applies the op.
     *
     * @param hidden [..., channels], contiguous
     * @param residual of the same shape, or null in the first block, where the sum is {@code hidden}
     * @param weight [channels]
     * @param eps added to the mean square, 1e-5 in Vim
     */
    public static Output apply(
            ProgramBuilder builder, Tensor hidden, Tensor residual, Tensor weight, float eps) {
        Require.contiguous("addRmsNorm", hidden, residual);
        Require.shape("addRmsNorm", weight, Shape.of(hidden.columns()));
        if (residual != null) {
            Require.shape("addRmsNorm", residual, hidden.shape());
        }
        AddRmsNorm op = new AddRmsNorm(builder, hidden, residual, weight, eps);
        builder.apply(op);
        return new Output(op.sum, op.normed);
    }

    @Override
    public String name() {
        return "addRmsNorm";
    }

    @Override
    public List<Tensor> inputs() {
        return residual == null ? List.of(hidden, weight) : List.of(hidden, residual, weight);
    }

    @Override
    public List<Tensor> outputs() {
        return residual == null ? List.of(normed) : List.of(sum, normed);
    }

    @Override
    public void forward(Steps steps) {
        long size = sum.size();
        boolean add = residual != null;
        steps.step(name())
                .reads(hidden, residual, weight)
                .writes(add ? sum : null, normed, rstd)
                .cost(Cost.of((add ? 5 : 4) * size, (add ? 4 : 2) * size))
                .cpu(
                        loops ->
                                AddRmsNormCpu.forward(
                                        loops, hidden, residual, weight, eps, sum, normed, rstd))
                .tornado(tasks -> device().forward(tasks))
                .add();
    }

    private AddRmsNormTasks device() {
        return new AddRmsNormTasks(hidden, residual, weight, eps, sum, normed, rstd);
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
            dx = new Target(gradientOfTerms(), false);
        }
        Target dw = gradients.wanted(weight) ? gradients.into(weight) : null;
        gradient(steps, gradients.of(normed), dSum, dx, dw);
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
                Scale.contribute(steps, name() + ".backward.sum", gradient, gradients.into(term));
            }
        }
    }

    /** One step for both gradients; {@code dSum}, {@code dx} or {@code dw} may be null. */
    private void gradient(Steps steps, Tensor dNormed, Tensor dSum, Target dx, Target dw) {
        long size = sum.size();
        int columns = sum.columns();
        Steps.Draft step = steps.step(name() + ".backward").reads(dNormed, sum, weight, rstd);
        long floats = 2 * size;
        long flops = 0;
        if (dx != null) {
            step.reads(dSum).accumulates(dx);
            floats += (dSum != null || dx.accumulate() ? 2 : 1) * size;
            flops += 9 * size;
        }
        Tensor cpuPartial = null;
        Tensor partial = null;
        if (dw != null) {
            step.accumulates(dw);
            cpuPartial = step.cpuScratch("partial", AddRmsNormCpu.groups(sum) * columns);
            partial = step.deviceScratch("partial", AddRmsNormTasks.groups(sum) * columns);
            flops += 3 * size;
        }
        AddRmsNormCpu.Backward cpu =
                new AddRmsNormCpu.Backward(dNormed, sum, weight, rstd, dSum, dx, dw, cpuPartial);
        Tensor devicePartial = partial;
        step.cost(Cost.of(flops, floats))
                .cpu(cpu::loops)
                .tornado(
                        tasks -> {
                            if (dx != null) {
                                device().inputGradient(tasks, dNormed, dSum, dx);
                            }
                            if (dw != null) {
                                device().weightGradient(tasks, dNormed, devicePartial, dw);
                            }
                        })
                .add();
    }
}
