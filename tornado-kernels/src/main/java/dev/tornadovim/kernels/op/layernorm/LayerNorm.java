package dev.tornadovim.kernels.op.layernorm;

import dev.tornadovim.kernels.op.reduce.ColumnSumsCpu;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.Operands;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * Layer normalisation {@code y = w (x - mean) rstd + b} with {@code rstd = 1 / sqrt(var + eps)},
 * mean and biased variance taken over the channels of a token (Ba, Kiros and Hinton, "Layer
 * Normalization", 2016; {@code torch.nn.LayerNorm}). Saves each token's mean and rstd for
 * the backward pass.
 *
 * <p>Gradient, with {@code n = (x - mean) rstd} and {@code g = w dy}: {@code dx = rstd (g - mean(g) -
 * n mean(g n))}, {@code dw = sum over tokens of dy n}, {@code db = sum over tokens of dy}.
 *
 * <p>Variants: {@code forward} and {@code inputGradient} give a thread one token. The gradients of
 * the parameters are summed in two stages, groups of {@value #GROUP} tokens first, so they are the
 * same bit for bit in every run.
 *
 * @param x [..., channels], contiguous
 * @param weight [channels]
 * @param bias [channels]
 * @param eps added to the variance; 1e-6 in DeiT
 * @param y the shape of x
 * @param mean one value per token
 * @param rstd one value per token
 */
public record LayerNorm(
        Tensor x, Tensor weight, Tensor bias, float eps, Tensor y, Tensor mean, Tensor rstd)
        implements Op {

    /** Tokens whose contributions to the parameters' gradients one partial sum holds. */
    static final int GROUP = 64;

    /**
     * Applies the op.
     *
     * @param x [..., channels], contiguous
     * @param weight [channels]
     * @param bias [channels]
     * @param eps added to the variance; 1e-6 in DeiT
     * @return the shape of {@code x}
     */
    public static Tensor apply(
            ProgramBuilder builder, Tensor x, Tensor weight, Tensor bias, float eps) {
        Shape channels = Shape.of(x.columns());
        if (!x.isContiguous()
                || !weight.shape().equals(channels)
                || !bias.shape().equals(channels)) {
            throw new IllegalArgumentException(
                    "layer norm takes a contiguous [..., channels] with weight and bias [channels],"
                            + " got "
                            + x
                            + ", "
                            + weight
                            + ", "
                            + bias);
        }
        Shape tokens = Shape.of(x.rows());
        Tensor y = builder.activation("layerNorm", x.shape());
        Tensor mean = builder.activation("mean", tokens);
        builder.apply(
                new LayerNorm(x, weight, bias, eps, y, mean, builder.activation("rstd", tokens)));
        return y;
    }

    @Override
    public Operands operands() {
        return Operands.of("layerNorm").in(x, weight, bias).out(y).saved(mean, rstd);
    }

    @Override
    public void forward(Steps steps) {
        steps.forward(this)
                .flops(7L * x.size())
                .cpu(loops -> LayerNormCpu.forward(loops, this))
                .tornado(
                        tasks ->
                                LayerNormLaunch.forward(
                                        tasks,
                                        x,
                                        weight,
                                        bias,
                                        y,
                                        mean,
                                        rstd,
                                        x.rows(),
                                        x.columns(),
                                        eps))
                .add();
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        Tensor dy = gradients.of(y);
        if (gradients.wanted(x)) {
            inputGradient(steps, dy, gradients.into(x));
        }
        if (gradients.wanted(weight) || gradients.wanted(bias)) {
            Target dw = gradients.wanted(weight) ? gradients.into(weight) : null;
            Target db = gradients.wanted(bias) ? gradients.into(bias) : null;
            parameterGradients(steps, dy, dw, db);
        }
    }

    private void inputGradient(Steps steps, Tensor dy, Target dx) {
        steps.backward(this, "input")
                .reads(x, weight, mean, rstd, dy)
                .accumulates(dx)
                .flops(12L * x.size())
                .cpu(loops -> LayerNormCpu.backwardInput(loops, this, dy, dx))
                .tornado(
                        tasks ->
                                LayerNormLaunch.backwardInput(
                                        tasks,
                                        x,
                                        weight,
                                        mean,
                                        rstd,
                                        dy,
                                        dx,
                                        x.rows(),
                                        x.columns()))
                .add();
    }

    private void parameterGradients(Steps steps, Tensor dy, Target dw, Target db) {
        int groups = Math.ceilDiv(x.rows(), GROUP);
        int columns = x.columns();
        Steps.Draft step =
                steps.backward(this, "parameters")
                        .reads(x, mean, rstd, dy)
                        .accumulates(dw)
                        .accumulates(db)
                        .flops(4L * x.size());
        // Per group: the sum of dy n, then the sum of dy.
        Tensor cpuPartial = step.cpuScratch("partial", 2 * groups * columns);
        Tensor partial = step.deviceScratch("partial", 2 * groups * columns);
        step.cpu(
                        loops -> {
                            LayerNormCpu.partials(loops, this, dy, cpuPartial);
                            sum(loops, cpuPartial, groups, 0, dw);
                            sum(loops, cpuPartial, groups, 1, db);
                        })
                .tornado(
                        tasks -> {
                            LayerNormLaunch.partials(
                                    tasks, x, mean, rstd, dy, partial, x.rows(), columns, groups,
                                    GROUP);
                            sum(tasks, partial, groups, 0, dw);
                            sum(tasks, partial, groups, 1, db);
                        })
                .add();
    }

    private void sum(CpuLoops loops, Tensor partial, int groups, int part, Target target) {
        if (target != null) {
            long columns = x.columns();
            ColumnSumsCpu.addTo(loops, partial, part * columns, 2 * columns, groups, target);
        }
    }

    private void sum(TornadoTasks tasks, Tensor partial, int groups, int part, Target target) {
        if (target != null) {
            LayerNormLaunch.sum(tasks, partial, target, x.columns(), groups, part);
        }
    }
}
