package dev.tornadovim.pipeline.onnx;

import dev.tornadovim.pipeline.model.DirectionStrategy;
import dev.tornadovim.pipeline.model.VimConfig;

import java.util.List;
import java.util.Optional;

/** Vision Mamba as ONNX, every ablation of its configuration; no drop-out, as in inference. */
final class VimOnnx {

    /** The output of a mixer, not yet added, and the residual stream; no residual at first. */
    private record Stream(Value hidden, Value residual) {}

    private final Layers layers;
    private final Operators ops;
    private final VimConfig config;
    private final Value image;
    private final Value zeros;
    private final Optional<RotaryOnnx> rotary;

    private VimOnnx(Layers layers, VimConfig config, Value image) {
        this.layers = layers;
        this.ops = layers.ops();
        this.config = config;
        this.image = image;
        Value inner = ops.graph().integers("state.inner", config.dInner(), config.dState());
        Value shape = ops.concatenate("state.shape", List.of(layers.batch(image), inner), 0);
        this.zeros = ops.zeros("state.zeros", shape);
        this.rotary = config.rotaryAngles().map(angles -> new RotaryOnnx(ops, angles));
    }

    /**
     * Appends the network.
     *
     * @param image [batch, channels, height, width]
     * @return logits, [batch, classes]
     */
    static Value logits(Layers layers, VimConfig config, Value image) {
        return new VimOnnx(layers, config, image).logits();
    }

    private Value logits() {
        Value tokens =
                layers.embed(
                        image,
                        config,
                        config.classToken().parameterNames(),
                        config.classTokenPositions());
        Stream stream = new Stream(tokens, null);
        boolean pairs = config.direction() == DirectionStrategy.LAYER;
        for (int i = 0; i < config.depth(); i += pairs ? 2 : 1) {
            stream = pairs ? pair(i, stream) : layer(i, stream, false);
        }
        return head(layers.rmsNorm("norm_f", sum("norm_f.residual", stream), config.rmsEps()));
    }

    /** Two layers that see the same tokens in both directions; outputs and residuals are added. */
    private Stream pair(int i, Stream in) {
        Stream forward = layer(i, in, false);
        Stream reverse = layer(i + 1, in, true);
        String name = "layers." + (i + 1);
        return new Stream(
                ops.add(name + ".pair", forward.hidden(), reverse.hidden()),
                ops.add(name + ".pair_residual", forward.residual(), reverse.residual()));
    }

    private Stream layer(int i, Stream before, boolean reverse) {
        String name = "layers." + i;
        Stream in = turned(name, before);
        // residual = residual + hidden; hidden = Mixer(RMSNorm(residual))
        Value residual = sum(name + ".residual", in);
        Value h = layers.rmsNorm(name + ".norm", residual, config.rmsEps());
        VimMixerOnnx mixer = new VimMixerOnnx(layers, config, name + ".mixer", zeros);
        return new Stream(mixer.apply(h, reverse), residual);
    }

    private Stream turned(String name, Stream in) {
        if (rotary.isEmpty()) {
            return in;
        }
        Value residual = in.residual();
        return new Stream(
                rotary.get().turn(name + ".rotary", in.hidden()),
                residual == null ? null : rotary.get().turn(name + ".rotary_residual", residual));
    }

    private Value sum(String name, Stream in) {
        return in.residual() == null ? in.hidden() : ops.add(name, in.residual(), in.hidden());
    }

    private Value head(Value out) {
        return switch (config.classToken()) {
            case MIDDLE, HEAD, DOUBLE -> {
                Value chosen = ops.gather("pool.tokens", out, 1, config.classTokenPositions());
                yield layers.linear("head", mean(chosen));
            }
            case MEAN -> layers.linear("head", mean(out));
            // The official order: the classifier first.
            case MAX -> ops.reduce("ReduceMax", "pool", layers.linear("head", out), 1, false);
        };
    }

    private Value mean(Value tokens) {
        return ops.reduce("ReduceMean", "pool", tokens, 1, false);
    }
}
