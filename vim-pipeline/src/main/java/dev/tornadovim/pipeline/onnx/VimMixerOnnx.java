package dev.tornadovim.pipeline.onnx;

import dev.tornadovim.pipeline.model.VimConfig;

import java.util.ArrayList;
import java.util.List;

/**
 * The selective state space mixer of one layer as ONNX; the equations are those of hustvl/Vim, {@code
 * mamba_simple.py}. The recurrence is a {@code Scan} with one token a turn. A reverse direction runs
 * with its time reversed and leaves its values at their tokens, so no sequence is ever flipped.
 */
final class VimMixerOnnx {

    private final Layers layers;
    private final Operators ops;
    private final VimConfig config;
    private final String mixer;
    private final Value zeros;

    /**
     * @param mixer start of the names of its parameters, such as {@code layers.0.mixer}
     * @param zeros the state before the first token, [batch, E, N]
     */
    VimMixerOnnx(Layers layers, VimConfig config, String mixer, Value zeros) {
        this.layers = layers;
        this.ops = layers.ops();
        this.config = config;
        this.mixer = mixer + ".";
        this.zeros = zeros;
    }

    /**
     * Applies the mixer.
     *
     * @param h [batch, tokens, D]
     * @param reverse direction of a mixer that has one direction only
     * @return [batch, tokens, D]
     */
    Value apply(Value h, boolean reverse) {
        long e = config.dInner();
        Value xz = layers.linear(mixer + "in_proj", h);
        List<Value> parts =
                ops.split(mixer + "in_proj.split", xz, List.of(mixer + "x", mixer + "z"), e, e);
        // The convolution wants channels before tokens.
        Value x = ops.transpose(mixer + "x.transposed", parts.getFirst(), 0, 2, 1);
        Value sum =
                switch (config.direction()) {
                    case NONE, LAYER -> scan(project(x, "", reverse), "", "", reverse);
                    case SSM -> {
                        Projected shared = project(x, "", false);
                        yield ops.add(
                                mixer + "sum",
                                scan(shared, "", "", false),
                                scan(shared, "_b", "", true));
                    }
                    case SSM_CONV -> ownDirections(x);
                };
        // Both directions have the same gate, so it is applied to their sum.
        Value gate = layers.silu(mixer + "gate", parts.getLast());
        return layers.linear(mixer + "out_proj", ops.multiply(mixer + "gated", sum, gate));
    }

    private Value ownDirections(Value x) {
        Value forward = scan(project(x, "", false), "", "", false);
        Value reverse = scan(project(x, "_b", true), "_b", "_b", true);
        Value sum = ops.add(mixer + "sum", forward, reverse);
        return config.divideOutput() ? ops.multiply(mixer + "mean", sum, 0.5f) : sum;
    }

    /**
     * What the scan takes.
     *
     * @param u activation, [batch, tokens, E]
     * @param delta step size before softplus, without its bias, [batch, tokens, E]
     * @param b input matrix, [batch, tokens, N]
     * @param c output matrix, [batch, tokens, N]
     */
    private record Projected(Value u, Value delta, Value b, Value c) {}

    private Projected project(Value x, String mark, boolean reverse) {
        Value u = convolution(x, mark, reverse);
        String projection = mixer + "x_proj" + mark;
        List<Value> parts =
                ops.split(
                        projection + ".split",
                        layers.linear(projection, u),
                        List.of(mixer + "dt" + mark, mixer + "B" + mark, mixer + "C" + mark),
                        config.dtRankValue(),
                        config.dState(),
                        config.dState());
        String step = mixer + "dt_proj" + mark;
        return new Projected(u, layers.linear(step, parts.get(0)), parts.get(1), parts.get(2));
    }

    /** u = SiLU(conv1d(x)), which looks back in the direction of time. */
    private Value convolution(Value x, String mark, boolean reverse) {
        String name = mixer + "conv1d" + mark;
        Value weight = layers.parameter(name + ".weight");
        long before = config.dConv() - 1L;
        Value u =
                ops.convolve(
                        name,
                        x,
                        reverse ? ops.reverse(name + ".weight.reversed", weight, 2) : weight,
                        layers.parameter(name + ".bias"),
                        config.dInner(),
                        new long[] {1},
                        reverse ? new long[] {0, before} : new long[] {before, 0});
        return ops.transpose(mixer + "u" + mark, layers.silu(name + ".silu", u), 0, 2, 1);
    }

    /**
     * y = scan(u, softplus(delta), A = -exp(A_log), B, C) + D u.
     *
     * @param stateMark of the state matrix
     * @param mark of the skip
     */
    private Value scan(Projected p, String stateMark, String mark, boolean reverse) {
        String name = mixer + "scan" + stateMark;
        Value delta = ops.map("Softplus", name + ".delta", p.delta());
        Value exp =
                ops.map("Exp", name + ".exp_A", layers.parameter(mixer + "A" + stateMark + "_log"));
        Value a = ops.map("Neg", name + ".A", exp);
        // What one turn takes: columns [E, 1] of delta and delta u, a row [1, N] of B, a column
        // [N, 1] of C.
        List<Value> inputs = new ArrayList<>();
        inputs.add(ops.unsqueeze(name + ".delta_column", delta, 3));
        Value input = ops.multiply(name + ".input", delta, p.u());
        inputs.add(ops.unsqueeze(name + ".input_column", input, 3));
        inputs.add(ops.unsqueeze(name + ".B_row", p.b(), 2));
        inputs.add(ops.unsqueeze(name + ".C_column", p.c(), 3));
        Value columns = ops.scan(name + ".states", turn(name, a), zeros, inputs, reverse);
        Value y = ops.squeeze(name + ".y", columns, 3);
        Value skip = ops.multiply(name + ".skip", p.u(), layers.parameter(mixer + "D" + mark));
        return ops.add(name, y, skip);
    }

    /** One token: h = exp(delta A) h + delta u B; y = h C. */
    private OnnxGraph turn(String name, Value a) {
        int e = config.dInner();
        int n = config.dState();
        String at = name + ".token.";
        OnnxGraph body = ops.graph().body(name + ".token");
        Operators inner = new Operators(body);
        Value state = body.input(at + "state", e, n);
        Value delta = body.input(at + "delta", e, 1);
        Value input = body.input(at + "input", e, 1);
        Value b = body.input(at + "B", 1, n);
        Value c = body.input(at + "C", n, 1);
        Value decay = inner.map("Exp", at + "decay", inner.multiply(at + "delta_A", delta, a));
        Value kept = inner.multiply(at + "kept", decay, state);
        Value next = inner.add(at + "next", kept, inner.multiply(at + "added", input, b));
        Value y = inner.matMul(at + "y", next, c);
        body.output(next, e, n);
        body.output(y, e, 1);
        return body;
    }
}
