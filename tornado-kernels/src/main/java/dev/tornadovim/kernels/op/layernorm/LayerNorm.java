package dev.tornadovim.kernels.op.layernorm;

import dev.tornadovim.kernels.program.Cost;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;

/**
 * Layer normalisation {@code y = w (x - mean) rstd + b} with {@code rstd = 1 / sqrt(var + eps)},
 * mean and biased variance taken over the channels of a token (Ba, Kiros and Hinton, "Layer
 * Normalization", 2016; {@code torch.nn.LayerNorm}). Mean and rstd of each token are kept for the
 * way back.
 *
 * <p>Gradient, with {@code n = (x - mean) rstd} and {@code g = w dy}: {@code dx = rstd (g - mean(g) -
 * n mean(g n))}, {@code dw = sum over tokens of dy n}, {@code db = sum over tokens of dy}.
 *
 * <p>Variants: {@code forward} and {@code inputGradient} give a thread one token. The gradients of
 * the parameters are summed in two stages, groups of {@value #GROUP} tokens first, so they are the
 * same bit for bit in every run.
 */
public final class LayerNorm implements Op {

    /** Tokens whose contributions to the parameters' gradients one partial sum holds. */
    static final int GROUP = 64;

    private final Tensor x;
    private final Tensor weight;
    private final Tensor bias;
    private final float eps;
    private final Tensor y;
    private final Tensor mean;
    private final Tensor rstd;

    private LayerNorm(ProgramBuilder builder, Tensor x, Tensor weight, Tensor bias, float eps) {
        this.x = x;
        this.weight = weight;
        this.bias = bias;
        this.eps = eps;
        y = builder.activation("layerNorm", x.shape());
        mean = builder.activation("mean", Shape.of(x.rows()));
        rstd = builder.activation("rstd", Shape.of(x.rows()));
    }

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
        LayerNorm op = new LayerNorm(builder, x, weight, bias, eps);
        builder.apply(op);
        return op.y;
    }

    @Override
    public String name() {
        return "layerNorm";
    }

    @Override
    public List<Tensor> inputs() {
        return List.of(x, weight, bias);
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(y);
    }

    @Override
    public void forward(Steps steps) {
        long size = x.size();
        steps.step(name())
                .reads(x, weight, bias)
                .writes(y, mean, rstd)
                .cost(Cost.of(7 * size, 2 * size))
                .cpu(loops -> LayerNormCpu.forward(loops, x, weight, bias, eps, y, mean, rstd))
                .tornado(
                        tasks ->
                                tasks.graph()
                                        .task(
                                                tasks.id("forward", x.rows()),
                                                LayerNormKernels::forward,
                                                tasks.array(x),
                                                x.offset(),
                                                tasks.array(weight),
                                                weight.offset(),
                                                tasks.array(bias),
                                                bias.offset(),
                                                tasks.array(y),
                                                tasks.array(mean),
                                                tasks.array(rstd),
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
        long size = x.size();
        steps.step(name() + ".backward")
                .reads(x, weight, mean, rstd, dy)
                .accumulates(dx)
                .cost(Cost.of(12 * size, (dx.accumulate() ? 4 : 3) * size))
                .cpu(loops -> LayerNormCpu.inputGradient(loops, x, weight, mean, rstd, dy, dx))
                .tornado(
                        tasks ->
                                tasks.graph()
                                        .task(
                                                tasks.id("inputGradient", x.rows()),
                                                LayerNormKernels::inputGradient,
                                                tasks.array(x),
                                                x.offset(),
                                                tasks.array(weight),
                                                weight.offset(),
                                                tasks.array(mean),
                                                tasks.array(rstd),
                                                tasks.array(dy),
                                                tasks.array(dx.tensor()),
                                                dx.tensor().offset(),
                                                x.rows(),
                                                x.columns(),
                                                dx.accumulate() ? 1 : 0))
                .add();
    }

    private void parameterGradients(Steps steps, Tensor dy, Target dw, Target db) {
        int groups = Math.ceilDiv(x.rows(), GROUP);
        int columns = x.columns();
        Steps.Draft step = steps.step(name() + ".parameters").reads(x, mean, rstd, dy);
        for (Target target : new Target[] {dw, db}) {
            if (target != null) {
                step.accumulates(target);
            }
        }
        // Per group: the sum of dy n, then the sum of dy.
        Tensor cpuPartial = step.cpuScratch("partial", 2 * groups * columns);
        Tensor partial = step.deviceScratch("partial", 2 * groups * columns);
        step.cost(Cost.of(4L * x.size(), 2L * x.size()))
                .cpu(
                        loops -> {
                            LayerNormCpu.partials(loops, x, mean, rstd, dy, cpuPartial);
                            LayerNormCpu.sum(loops, cpuPartial, groups, 0, dw);
                            LayerNormCpu.sum(loops, cpuPartial, groups, 1, db);
                        })
                .tornado(
                        tasks -> {
                            partialTask(tasks, dy, partial, groups);
                            sumTask(tasks, "weight", partial, groups, 0, dw);
                            sumTask(tasks, "bias", partial, groups, 1, db);
                        })
                .add();
    }

    private void partialTask(TornadoTasks tasks, Tensor dy, Tensor partial, int groups) {
        tasks.graph()
                .task(
                        tasks.id("partials", groups * x.columns()),
                        LayerNormKernels::partials,
                        tasks.array(x),
                        x.offset(),
                        tasks.array(mean),
                        tasks.array(rstd),
                        tasks.array(dy),
                        tasks.array(partial),
                        x.rows(),
                        x.columns(),
                        groups,
                        GROUP);
    }

    private void sumTask(
            TornadoTasks tasks,
            String parameter,
            Tensor partial,
            int groups,
            int part,
            Target target) {
        if (target != null) {
            tasks.graph()
                    .task(
                            tasks.id(parameter, x.columns()),
                            LayerNormKernels::sum,
                            tasks.array(partial),
                            tasks.array(target.tensor()),
                            target.tensor().offset(),
                            x.columns(),
                            groups,
                            part,
                            target.accumulate() ? 1 : 0);
        }
    }
}
