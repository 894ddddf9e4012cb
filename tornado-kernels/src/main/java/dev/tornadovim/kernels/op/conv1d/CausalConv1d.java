package dev.tornadovim.kernels.op.conv1d;

import dev.tornadovim.kernels.op.scan.Direction;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.Operands;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;

/**
 * Causal depthwise convolution over tokens, bias and SiLU, for each direction with weights of its
 * own: {@code u[d,b,t,e] = silu(bias_d[e] + sum_k w_d[e,k] x[b, t - (K-1) + k, e])}, zeros left of the
 * first token (Gu and Dao, "Mamba", 2023; Dao-AILab/causal-conv1d). {@link Direction#REVERSE} mirrors
 * time: it reads {@code t + (K-1) - k}, which equals flipping, convolving and flipping back.
 *
 * <p>The backward pass recomputes the value before SiLU; weight gradients are summed
 * over segments of tokens, then over segments, in a fixed order.
 *
 * <p>Variants: CPU, channels in lanes, rows of tokens spread over threads; TornadoVM, one thread per
 * output. Both are bound by memory.
 *
 * @param x [batch, tokens, channels], may be a range of columns
 * @param directions one or more
 * @param weights of each direction, [channels, 1, width]
 * @param biases of each direction, [channels]
 * @param u [directions, batch, tokens, channels]
 * @param packed the parameters in the layout of the kernels, [directions, width + 1, channels]
 */
public record CausalConv1d(
        Tensor x,
        List<Direction> directions,
        List<Tensor> weights,
        List<Tensor> biases,
        Tensor u,
        Tensor packed)
        implements Op {

    /** Copies the lists. */
    public CausalConv1d {
        directions = List.copyOf(directions);
        weights = List.copyOf(weights);
        biases = List.copyOf(biases);
    }

    /**
     * Applies the op.
     *
     * @param x [batch, tokens, channels], may be a range of columns
     * @param directions one or more
     * @param weights of each direction, [channels, 1, width]
     * @param biases of each direction, [channels]
     * @return u, [directions, batch, tokens, channels]; each direction's values lie at their token
     * @throws IllegalArgumentException where shapes do not match or a parameter is not contiguous
     */
    public static Tensor apply(
            ProgramBuilder builder,
            Tensor x,
            List<Direction> directions,
            List<Tensor> weights,
            List<Tensor> biases) {
        ConvShape shape = ConvShape.of(x, directions, weights, biases);
        int count = shape.directions();
        Tensor packed =
                builder.activation(
                        "conv1d.parameters", Shape.of(count, shape.width() + 1, shape.channels()));
        Tensor u =
                builder.activation(
                        "conv1d", Shape.of(count, shape.batch(), shape.tokens(), shape.channels()));
        builder.apply(new CausalConv1d(x, directions, weights, biases, u, packed));
        return u;
    }

    ConvShape shape() {
        return ConvShape.of(x, directions, weights, biases);
    }

    @Override
    public Operands operands() {
        return Operands.of("conv1d").in(x).in(weights).in(biases).out(u).saved(packed);
    }

    @Override
    public void forward(Steps steps) {
        steps.step(name() + ".parameters")
                .reads(weights.toArray(Tensor[]::new))
                .reads(biases.toArray(Tensor[]::new))
                .writes(packed)
                .cpu(loops -> CausalConv1dCpu.pack(loops, this))
                .tornado(tasks -> CausalConv1dTasks.pack(tasks, this))
                .add();
        steps.step(name())
                .reads(x, packed)
                .writes(u)
                .flops((2L * shape().width() + 4) * u.size())
                .cpu(loops -> CausalConv1dCpu.forward(loops, this))
                .tornado(tasks -> CausalConv1dTasks.forward(tasks, this))
                .add();
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        ConvShape shape = shape();
        Tensor du = gradients.of(u);
        Target dx = gradients.wanted(x) ? gradients.into(x) : null;
        List<Target> dw = weights.stream().map(gradients::into).toList();
        List<Target> db = biases.stream().map(gradients::into).toList();
        Steps.Draft step = steps.backward(this).reads(x, packed, du);
        dw.forEach(step::accumulates);
        db.forEach(step::accumulates);
        step.accumulates(dx);
        Tensor cpuPartials =
                step.cpuScratch("partials", CausalConv1dCpu.partials(shape) * packed.size());
        Tensor dPre = step.deviceScratch("dPre", u.size());
        Tensor partials =
                step.deviceScratch("partials", CausalConv1dTasks.segments(shape) * packed.size());
        step.flops((6L * shape.width() + 10) * u.size())
                .cpu(
                        loops -> {
                            CausalConv1dCpu.backward(loops, this, du, dx, cpuPartials);
                            CausalConv1dCpu.sumPartials(loops, shape, cpuPartials, dw, db);
                        })
                .tornado(
                        tasks ->
                                CausalConv1dTasks.backward(
                                        tasks, this, du, dx, dPre, partials, dw, db))
                .add();
    }
}
