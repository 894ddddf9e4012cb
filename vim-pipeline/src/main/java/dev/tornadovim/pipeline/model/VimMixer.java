package dev.tornadovim.pipeline.model;

import dev.tornadovim.kernels.op.conv1d.CausalConv1d;
import dev.tornadovim.kernels.op.direction.DirectionSum;
import dev.tornadovim.kernels.op.elementwise.Add;
import dev.tornadovim.kernels.op.linear.Linear;
import dev.tornadovim.kernels.op.scan.Direction;
import dev.tornadovim.kernels.op.scan.SelectiveScan;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.layer.InitialValue;
import dev.tornadovim.pipeline.layer.LinearLayer;
import dev.tornadovim.pipeline.layer.Parameters;
import dev.tornadovim.pipeline.layer.Parameters.Parameter;

import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The selective state space mixer of one layer (hustvl/Vim, {@code mamba_simple.py}). Tensors are
 * [batch, tokens, channels], with a leading [directions] where there are several; a reverse direction
 * runs with its time reversed and leaves its values at their tokens, so nothing is ever flipped.
 *
 * <p>Weight decay acts on the state matrices and the convolutions' weights, although the official code
 * marks the former otherwise: timm ignores the mark.
 */
final class VimMixer {

    private static final double DT_MIN = 0.001;
    private static final double DT_MAX = 0.1;
    private static final double DT_FLOOR = 1e-4;

    /** S4D-real: A = −1, −2, … over the states, the same for every channel. */
    private static final InitialValue LOG_OF_STATE_NUMBER =
            (parameter, random) -> {
                float[] values = new float[parameter.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) Math.log(i % parameter.columns() + 1);
                }
                parameter.set(values);
            };

    /** What a direction has of its own: everything, but with shared convolutions A_log alone. */
    private record Branch(
            Parameter aLog,
            Parameter d,
            Parameter convWeight,
            Parameter convBias,
            Parameter xProj,
            Parameter dtProj,
            Parameter dtBias) {}

    private final VimConfig config;
    private final LinearLayer inProj;
    private final List<Branch> branches;
    private final LinearLayer outProj;

    VimMixer(VimConfig config, Parameters p, DecayRule decay) {
        this.config = config;
        int d = config.dModel();
        int e = config.dInner();
        inProj =
                LinearLayer.withoutBias(
                        p, "mixer.in_proj", d, 2 * e, InitialValue.uniformByInputs(d));
        boolean vectors = decay.vectors();
        Branch forward =
                branch(p, "", vectors, InitialValue.each(VimMixer::inverseSoftplusOfStepSize));
        branches =
                switch (config.direction()) {
                    case NONE, LAYER -> List.of(forward);
                    case SSM -> List.of(forward, sharing(forward, stateMatrix(p, "_b")));
                    // The official code zeroes dt_proj_b.bias, which lacks the mark that protects
                    // dt_proj.bias: the reverse direction starts with the larger step
                    // softplus(0) = 0.693.
                    case SSM_CONV -> List.of(forward, branch(p, "_b", vectors, InitialValue.ZEROS));
                };
        // kaiming_uniform(a=√5), smaller by the root of the number of residual additions (GPT-2).
        double bound = 1 / Math.sqrt(e) / Math.sqrt(config.depth());
        outProj = LinearLayer.withoutBias(p, "mixer.out_proj", e, d, InitialValue.uniform(bound));
    }

    private Parameter stateMatrix(Parameters p, String mark) {
        Shape shape = Shape.of(config.dInner(), config.dState());
        return p.add("mixer.A" + mark + "_log", shape, true, LOG_OF_STATE_NUMBER);
    }

    /** Declares what a direction owns; {@code mark} is {@code _b} for the reverse one. */
    private Branch branch(Parameters p, String mark, boolean decay, InitialValue stepSize) {
        int e = config.dInner();
        int r = config.dtRankValue();
        int columns = r + 2 * config.dState();
        int k = config.dConv();
        // PyTorch bounds the bias of a convolution like its weight, whose fan-in is the taps.
        InitialValue taps = InitialValue.uniformByInputs(k);
        InitialValue inner = InitialValue.uniformByInputs(e);
        InitialValue rank = InitialValue.uniformByInputs(r);
        String mixer = "mixer.";
        return new Branch(
                stateMatrix(p, mark),
                p.add(mixer + "D" + mark, Shape.of(e), decay, InitialValue.ONES),
                p.add(mixer + "conv1d" + mark + ".weight", Shape.of(e, 1, k), true, taps),
                p.add(mixer + "conv1d" + mark + ".bias", Shape.of(e), decay, taps),
                p.add(mixer + "x_proj" + mark + ".weight", Shape.of(columns, e), true, inner),
                p.add(mixer + "dt_proj" + mark + ".weight", Shape.of(e, r), true, rank),
                p.add(mixer + "dt_proj" + mark + ".bias", Shape.of(e), decay, stepSize));
    }

    private static Branch sharing(Branch other, Parameter aLog) {
        return new Branch(
                aLog,
                other.d,
                other.convWeight,
                other.convBias,
                other.xProj,
                other.dtProj,
                other.dtBias);
    }

    /** The inverse softplus of a step size that is log-uniform between 0.001 and 0.1. */
    private static double inverseSoftplusOfStepSize(RandomGenerator random) {
        double dt = Math.exp(random.nextDouble(Math.log(DT_MIN), Math.log(DT_MAX)));
        dt = Math.max(dt, DT_FLOOR);
        return dt + Math.log(-Math.expm1(-dt));
    }

    /**
     * Applies the mixer.
     *
     * @param h [batch, tokens, D]
     * @param time direction of a mixer that has one direction only
     * @return [batch, tokens, D]
     */
    Tensor apply(ProgramBuilder builder, Tensor h, Direction time) {
        int e = config.dInner();
        // (x, z) = W_in h, the same for both directions
        Tensor xz = inProj.apply(builder, h);
        Tensor x = xz.columns(0, e);
        Tensor z = xz.columns(e, 2 * e);
        Tensor y =
                switch (config.direction()) {
                    case NONE, LAYER -> oneDirection(builder, x, z, time);
                    case SSM -> sharedDirections(builder, x, z);
                    case SSM_CONV -> ownDirections(builder, x, z);
                };
        // out = W_out y
        return outProj.apply(builder, y);
    }

    private Tensor oneDirection(ProgramBuilder builder, Tensor x, Tensor z, Direction time) {
        Projected projected = project(builder, x, List.of(time), branches);
        return inner(scan(builder, projected, z, branches));
    }

    /** Both directions share everything up to the scan, whose state matrix alone is their own. */
    private Tensor sharedDirections(ProgramBuilder builder, Tensor x, Tensor z) {
        List<Branch> forward = branches.subList(0, 1);
        List<Branch> reverse = branches.subList(1, 2);
        Projected projected = project(builder, x, List.of(Direction.FORWARD), forward);
        // y = y_f + y_b
        return Add.apply(
                builder,
                inner(scan(builder, projected, z, forward)),
                inner(scan(builder, projected.with(List.of(Direction.REVERSE)), z, reverse)));
    }

    private Tensor ownDirections(ProgramBuilder builder, Tensor x, Tensor z) {
        List<Direction> both = List.of(Direction.FORWARD, Direction.REVERSE);
        Projected projected = project(builder, x, both, branches);
        // y = (y_f + y_b) / 2, or the plain sum
        return DirectionSum.apply(
                builder, scan(builder, projected, z, branches), config.divideOutput() ? 0.5f : 1f);
    }

    /**
     * What the scan takes of its input: the activation u, the raw step size, B and C, each with a
     * leading [directions].
     */
    private record Projected(
            List<Direction> directions, Tensor u, Tensor delta, Tensor b, Tensor c) {
        Projected with(List<Direction> others) {
            return new Projected(others, u, delta, b, c);
        }
    }

    private Projected project(
            ProgramBuilder builder, Tensor x, List<Direction> directions, List<Branch> of) {
        int r = config.dtRankValue();
        int n = config.dState();
        // u = SiLU(conv1d(x))
        Tensor u =
                CausalConv1d.apply(
                        builder,
                        x,
                        directions,
                        each(of, Branch::convWeight),
                        each(of, Branch::convBias));
        // (dt, B, C) = W_x u
        Shape rows = u.shape();
        Tensor xDbl = builder.activation("xDbl", rows.withColumns(r + 2 * n));
        Tensor delta = builder.activation("delta", rows);
        for (int k = 0; k < of.size(); k++) {
            Tensor own = xDbl.select(k);
            Linear.applyInto(builder, u.select(k), of.get(k).xProj().tensor(), null, own);
            // delta = W_dt dt; its bias is added inside the scan
            Tensor dtWeight = of.get(k).dtProj().tensor();
            Linear.applyInto(builder, own.columns(0, r), dtWeight, null, delta.select(k));
        }
        return new Projected(
                directions, u, delta, xDbl.columns(r, r + n), xDbl.columns(r + n, r + 2 * n));
    }

    /** y = scan(u, softplus(delta + bias), A = -exp(A_log), B, C) + D u, times SiLU(z). */
    private static Tensor scan(ProgramBuilder builder, Projected p, Tensor z, List<Branch> of) {
        return SelectiveScan.apply(
                builder,
                new SelectiveScan.Inputs(
                        p.directions(),
                        p.u(),
                        p.delta(),
                        p.b(),
                        p.c(),
                        z,
                        each(of, Branch::aLog),
                        each(of, Branch::d),
                        each(of, Branch::dtBias)));
    }

    /** The only direction of a tensor, without the leading dimension. */
    private static Tensor inner(Tensor y) {
        return y.reshape(y.shape().inner());
    }

    private static List<Tensor> each(List<Branch> branches, Function<Branch, Parameter> part) {
        return branches.stream().map(part).map(Parameter::tensor).toList();
    }
}
