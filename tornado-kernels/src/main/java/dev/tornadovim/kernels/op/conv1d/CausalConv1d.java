package dev.tornadovim.kernels.op.conv1d;

import dev.tornadovim.kernels.op.scan.Direction;
import dev.tornadovim.kernels.program.Cost;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Causal depthwise convolution over tokens, bias and SiLU, for each direction with weights of its
 * own: {@code u[d,b,t,e] = silu(bias_d[e] + sum_k w_d[e,k] x[b, t - (K-1) + k, e])}, zeros left of the
 * first token (Gu and Dao, "Mamba", 2023; Dao-AILab/causal-conv1d). {@link Direction#REVERSE} mirrors
 * time: it reads {@code t + (K-1) - k}, which equals flipping, convolving and flipping back.
 *
 * <p>The gradient recomputes the value before SiLU instead of keeping it; weight gradients are summed
 * over segments of tokens, then over segments, in a fixed order.
 *
 * <p>Variants: CPU, channels in lanes, rows of tokens spread over threads; TornadoVM, one thread an
 * output. Both are bound by memory.
 */
public final class CausalConv1d implements Op {

    private final Tensor x;
    private final List<Direction> directions;
    private final List<Tensor> weights;
    private final List<Tensor> biases;
    private final Tensor packed;
    private final Tensor u;
    private final ConvShape shape;

    private CausalConv1d(
            ProgramBuilder builder,
            Tensor x,
            List<Direction> directions,
            List<Tensor> weights,
            List<Tensor> biases) {
        this.x = x;
        this.directions = List.copyOf(directions);
        this.weights = List.copyOf(weights);
        this.biases = List.copyOf(biases);
        this.shape = ConvShape.of(x, directions, weights, biases);
        this.packed =
                builder.activation(
                        "conv1d.parameters",
                        Shape.of(shape.directions(), shape.width() + 1, shape.channels()));
        this.u =
                builder.activation(
                        "conv1d",
                        Shape.of(
                                shape.directions(),
                                shape.batch(),
                                shape.tokens(),
                                shape.channels()));
    }

    /**
     * Applies the op.
     *
     * @param x [batch, tokens, channels], may be a range of columns
     * @param directions one or more
     * @param weights of each direction, [channels, 1, width]
     * @param biases of each direction, [channels]
     * @return u, [directions, batch, tokens, channels]; each direction's values lie at their token
     */
    public static Tensor apply(
            ProgramBuilder builder,
            Tensor x,
            List<Direction> directions,
            List<Tensor> weights,
            List<Tensor> biases) {
        CausalConv1d op = new CausalConv1d(builder, x, directions, weights, biases);
        builder.apply(op);
        return op.u;
    }

    @Override
    public String name() {
        return "conv1d";
    }

    @Override
    public List<Tensor> inputs() {
        List<Tensor> inputs = new ArrayList<>();
        inputs.add(x);
        inputs.addAll(weights);
        inputs.addAll(biases);
        return inputs;
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(u);
    }

    @Override
    public void forward(Steps steps) {
        steps.step(name() + ".parameters")
                .reads(weights.toArray(Tensor[]::new))
                .reads(biases.toArray(Tensor[]::new))
                .writes(packed)
                .cost(Cost.of(0, 2L * packed.size()))
                .cpu(loops -> CausalConv1dCpu.pack(loops, shape, weights, biases, packed))
                .tornado(
                        tasks -> {
                            for (int d = 0; d < shape.directions(); d++) {
                                CausalConv1dLaunch.pack(
                                        tasks,
                                        weights.get(d),
                                        biases.get(d),
                                        packed,
                                        d,
                                        shape.channels(),
                                        shape.width());
                            }
                        })
                .add();
        long taps = (long) u.size() * shape.width();
        steps.step(name())
                .reads(x, packed)
                .writes(u)
                .cost(Cost.of(2 * taps + 4L * u.size(), x.size() + packed.size() + u.size()))
                .cpu(loops -> CausalConv1dCpu.forward(loops, shape, x, packed, u))
                .tornado(
                        tasks ->
                                CausalConv1dLaunch.forward(
                                        tasks,
                                        x,
                                        packed,
                                        u,
                                        shape.directions() * shape.batch(),
                                        shape.batch(),
                                        shape.tokens(),
                                        shape.channels(),
                                        shape.width(),
                                        Direction.bits(directions)))
                .add();
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        Tensor du = gradients.of(u);
        Target dx = gradients.wanted(x) ? gradients.into(x) : null;
        List<Target> dw = weights.stream().map(gradients::into).toList();
        List<Target> db = biases.stream().map(gradients::into).toList();
        Steps.Draft draft = steps.step(name() + ".backward").reads(x, packed, du);
        Stream.of(dw, db).flatMap(List::stream).forEach(draft::accumulates);
        if (dx != null) {
            draft.accumulates(dx);
        }
        Tensor cpuPartials =
                draft.cpuScratch("partials", CausalConv1dCpu.partials(shape) * packed.size());
        Tensor dPre = draft.deviceScratch("dPre", u.size());
        Tensor partials =
                draft.deviceScratch("partials", CausalConv1dTasks.segments(shape) * packed.size());
        long taps = (long) u.size() * shape.width();
        draft.cost(
                        Cost.of(
                                6 * taps + 10L * u.size(),
                                2L * x.size() + 2L * packed.size() + u.size()))
                .cpu(
                        loops -> {
                            CausalConv1dCpu.backward(loops, shape, x, packed, du, dx, cpuPartials);
                            CausalConv1dCpu.reduce(loops, shape, cpuPartials, dw, db);
                        })
                .tornado(
                        tasks ->
                                CausalConv1dTasks.backward(
                                        tasks, shape, x, packed, du, dx, dPre, partials, dw, db))
                .add();
    }
}
