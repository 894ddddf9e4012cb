package dev.tornadovim.pipeline.model;

import dev.tornadovim.kernels.op.conv1d.CausalConv1d;
import dev.tornadovim.kernels.op.direction.DirectionSum;
import dev.tornadovim.kernels.op.elementwise.Add;
import dev.tornadovim.kernels.op.linear.Linear;
import dev.tornadovim.kernels.op.scan.Direction;
import dev.tornadovim.kernels.op.scan.SelectiveScan;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * The selective state space mixer of one layer (hustvl/Vim, {@code mamba_simple.py}). Tensors are
 * [batch, tokens, channels], with a leading [directions] where there are several; a reverse direction
 * runs with its time reversed and leaves its values at their tokens, so nothing is ever flipped.
 */
final class VimMixer {

    private final ProgramBuilder builder;
    private final VimConfig config;
    private final ParameterBlock layer;

    VimMixer(ProgramBuilder builder, VimConfig config, ParameterBlock layer) {
        this.builder = builder;
        this.config = config;
        this.layer = layer;
    }

    /**
     * Applies the mixer.
     *
     * @param h [batch, tokens, D]
     * @param time direction of a mixer that has one direction only
     * @return [batch, tokens, D]
     */
    Tensor apply(Tensor h, Direction time) {
        int e = config.dInner();
        // (x, z) = W_in h, the same for both directions
        Tensor xz = Linear.apply(builder, h, parameter("in_proj", "", ".weight"), null);
        Tensor x = xz.columns(0, e);
        Tensor z = xz.columns(e, 2 * e);
        Tensor y =
                switch (config.direction()) {
                    case NONE, LAYER -> oneDirection(x, z, time);
                    case SSM -> sharedDirections(x, z);
                    case SSM_CONV -> ownDirections(x, z);
                };
        // out = W_out y
        return Linear.apply(builder, y, parameter("out_proj", "", ".weight"), null);
    }

    private Tensor oneDirection(Tensor x, Tensor z, Direction time) {
        return inner(scan(project(x, List.of(time), List.of("")), z, List.of(""), List.of("")));
    }

    /** Both directions share everything up to the scan, whose state matrix alone is their own. */
    private Tensor sharedDirections(Tensor x, Tensor z) {
        Projected forward = project(x, List.of(Direction.FORWARD), List.of(""));
        Projected reverse = forward.with(List.of(Direction.REVERSE));
        // y = y_f + y_b
        return Add.apply(
                builder,
                inner(scan(forward, z, List.of(""), List.of(""))),
                inner(scan(reverse, z, List.of("_b"), List.of(""))));
    }

    private Tensor ownDirections(Tensor x, Tensor z) {
        List<String> marks = List.of("", "_b");
        Projected projected = project(x, List.of(Direction.FORWARD, Direction.REVERSE), marks);
        // y = (y_f + y_b) / 2, or the plain sum
        return DirectionSum.apply(
                builder, scan(projected, z, marks, marks), config.divideOutput() ? 0.5f : 1f);
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

    private Projected project(Tensor x, List<Direction> directions, List<String> marks) {
        int r = config.dtRankValue();
        int n = config.dState();
        // u = SiLU(conv1d(x))
        Tensor u =
                CausalConv1d.apply(
                        builder,
                        x,
                        directions,
                        each("conv1d", marks, ".weight"),
                        each("conv1d", marks, ".bias"));
        // (dt, B, C) = W_x u
        Shape rows = u.shape();
        Tensor xDbl = builder.activation("xDbl", rows.withColumns(r + 2 * n));
        Tensor delta = builder.activation("delta", rows);
        for (int k = 0; k < marks.size(); k++) {
            Tensor own = xDbl.select(k);
            Tensor weight = parameter("x_proj", marks.get(k), ".weight");
            Linear.applyInto(builder, u.select(k), weight, null, own);
            // delta = W_dt dt; its bias is added inside the scan
            Tensor dtWeight = parameter("dt_proj", marks.get(k), ".weight");
            Linear.applyInto(builder, own.columns(0, r), dtWeight, null, delta.select(k));
        }
        return new Projected(
                directions, u, delta, xDbl.columns(r, r + n), xDbl.columns(r + n, r + 2 * n));
    }

    /** y = scan(u, softplus(delta + bias), A = -exp(A_log), B, C) + D u, times SiLU(z). */
    private Tensor scan(Projected p, Tensor z, List<String> stateMarks, List<String> marks) {
        List<Tensor> aLogs = new ArrayList<>();
        stateMarks.forEach(mark -> aLogs.add(parameter("A", mark, "_log")));
        return SelectiveScan.apply(
                builder,
                new SelectiveScan.Inputs(
                        p.directions(),
                        p.u(),
                        p.delta(),
                        p.b(),
                        p.c(),
                        z,
                        aLogs,
                        each("D", marks, ""),
                        each("dt_proj", marks, ".bias")));
    }

    /** The only direction of a tensor, without the leading dimension. */
    private static Tensor inner(Tensor y) {
        return y.reshape(y.shape().inner());
    }

    private List<Tensor> each(String name, List<String> marks, String suffix) {
        return marks.stream().map(mark -> parameter(name, mark, suffix)).toList();
    }

    /** A parameter of one direction; {@code mark} is empty or {@code _b} for the reverse one. */
    private Tensor parameter(String name, String mark, String suffix) {
        return layer.get("mixer." + name + mark + suffix);
    }
}
