package dev.tornadovim.pipeline.onnx;

import dev.tornadovim.kernels.op.token.RotaryAngles;

import java.util.stream.IntStream;

/** Rotary embedding as ONNX: x cos + partner(x) sin, with tables that all layers share. */
final class RotaryOnnx {

    private final Operators ops;
    private final Value cosine;
    private final Value sine;
    private final int[] partners;

    RotaryOnnx(Operators ops, RotaryAngles angles) {
        this.ops = ops;
        this.cosine = ops.graph().parameter("rotary.cosine", angles.cosine());
        this.sine = ops.graph().parameter("rotary.sine", angles.sine());
        this.partners = IntStream.range(0, angles.cosine().columns()).map(c -> c ^ 1).toArray();
    }

    /** [batch, tokens, channels], turned. */
    Value turn(String name, Value x) {
        Value partner = ops.gather(name + ".partner", x, 2, partners);
        return ops.add(
                name,
                ops.multiply(name + ".cosine", x, cosine),
                ops.multiply(name + ".sine", partner, sine));
    }
}
