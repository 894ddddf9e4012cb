package dev.tornadovim.pipeline.model;

import dev.tornadovim.kernels.op.drop.DropKeys;
import dev.tornadovim.kernels.op.drop.Dropout;
import dev.tornadovim.kernels.op.elementwise.Add;
import dev.tornadovim.kernels.op.norm.AddRmsNorm;
import dev.tornadovim.kernels.op.pool.MaxPool;
import dev.tornadovim.kernels.op.pool.MeanPool;
import dev.tornadovim.kernels.op.pool.SelectTokens;
import dev.tornadovim.kernels.op.scan.Direction;
import dev.tornadovim.kernels.op.token.RotaryAngles;
import dev.tornadovim.kernels.op.token.RotaryEmbedding;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.layer.InitialValue;
import dev.tornadovim.pipeline.layer.LinearLayer;
import dev.tornadovim.pipeline.layer.Parameters;
import dev.tornadovim.pipeline.layer.Parameters.Parameter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Vision Mamba (Zhu et al., "Vision Mamba: Efficient Visual Representation Learning with Bidirectional
 * State Space Model", 2024; hustvl/Vim, {@code vim/models_mamba.py}). Names are those of the public
 * checkpoints, initial values those of {@code segm_init_weights}, {@code _init_weights} and {@code
 * Mamba.__init__}. A layer passes on the output of its mixer, not yet added, and the residual stream.
 */
final class VimTrunk extends Trunk {

    // The standard deviation of a standard normal cut at ±2, by which timm divides.
    private static final double LECUN_CORRECTION = 0.87962566103423978;

    /** A layer: its mixer, and the weight of the norm before it. */
    private record Layer(VimMixer mixer, Parameter norm) {}

    private final VimConfig config;
    private final Optional<RotaryAngles> angles;
    private final List<Layer> layers = new ArrayList<>();
    private final Parameter norm;
    private final LinearLayer classifier;

    VimTrunk(VimConfig config, Role role) {
        super(
                config,
                role,
                InitialValue.truncatedNormal(
                        1 / Math.sqrt(config.patchValues()) / LECUN_CORRECTION),
                InitialValue.ZEROS);
        this.config = config;
        this.angles = config.rotaryAngles();
        for (int i = 0; i < config.depth(); i++) {
            Parameters p = layer(role, "layers." + i);
            VimMixer mixer = new VimMixer(config, p, role.decay());
            layers.add(new Layer(mixer, norm(p, "norm.weight", role.decay())));
        }
        Parameters end = role.classifier() ? end() : null;
        norm = end == null ? null : norm(end, "norm_f.weight", role.decay());
        classifier = end == null ? null : classifier(end);
    }

    private Parameter norm(Parameters p, String name, DecayRule decay) {
        return p.add(name, Shape.of(config.dModel()), decay.vectors(), InitialValue.ONES);
    }

    @Override
    Trunk copy() {
        return new VimTrunk(config, Role.CLASSIFIER);
    }

    @Override
    int layersAtOnce() {
        return config.direction() == DirectionStrategy.LAYER ? 2 : 1;
    }

    @Override
    Tensor embedded(ProgramBuilder builder, Tensor tokens) {
        if (!builder.training() || config.dropRate() == 0) {
            return tokens;
        }
        Tensor key = builder.input(Network.RANDOM_KEY + "dropout", DropKeys.SHAPE);
        return Dropout.apply(builder, tokens, config.dropRate(), key);
    }

    /** Layer {@code i}, or with direction LAYER the pair that starts there. */
    @Override
    Stream layers(ProgramBuilder builder, int i, Stream in) {
        Stream forward = stage(builder, i, () -> block(builder, i, in, Direction.FORWARD));
        if (config.direction() != DirectionStrategy.LAYER) {
            return forward;
        }
        return stage(
                builder,
                i + 1,
                () -> {
                    Stream reverse = block(builder, i + 1, in, Direction.REVERSE);
                    // Both the outputs and the residual streams of a pair are added.
                    return new Stream(
                            Add.apply(builder, forward.hidden(), reverse.hidden()),
                            Add.apply(builder, forward.residual(), reverse.residual()));
                });
    }

    private Stream block(ProgramBuilder builder, int i, Stream in, Direction time) {
        Layer layer = layers.get(i);
        // residual = residual + DropPath(hidden); h = RMSNorm(residual)
        AddRmsNorm.Output sum = addNorm(builder, i, turned(builder, in), layer.norm());
        // hidden = Mixer(h)
        return new Stream(layer.mixer().apply(builder, sum.normed(), time), sum.residual());
    }

    /** Both parts of the stream with rotary position embeddings where the network applies them. */
    private Stream turned(ProgramBuilder builder, Stream in) {
        if (angles.isEmpty()) {
            return in;
        }
        Tensor residual = in.residual();
        return new Stream(
                RotaryEmbedding.apply(builder, in.hidden(), angles.get()),
                residual == null ? null : RotaryEmbedding.apply(builder, residual, angles.get()));
    }

    private AddRmsNorm.Output addNorm(ProgramBuilder builder, int i, Stream in, Parameter weight) {
        Tensor hidden = in.residual() == null ? in.hidden() : dropped(builder, i, in.hidden());
        return AddRmsNorm.apply(builder, hidden, in.residual(), weight.tensor(), config.rmsEps());
    }

    /** What layer {@code i} takes of its predecessor's output; the same wherever it is asked for. */
    private Tensor dropped(ProgramBuilder builder, int i, Tensor hidden) {
        return dropPath(builder, Integer.toString(i), config.dropPathRateBefore(i), hidden);
    }

    /**
     * The residual stream with the layer's output added (hustvl/Vim, {@code use_residual_as_feature}
     * with {@code last_layer_process="add"}): as the next layer sees it, after rotary position
     * embedding and drop path; after the network's last layer, the plain sum.
     */
    @Override
    Tensor features(ProgramBuilder builder, int layer, Stream out) {
        return builder.stage("features." + layer, () -> sumAfter(builder, layer, out));
    }

    private Tensor sumAfter(ProgramBuilder builder, int layer, Stream out) {
        int next = layer + 1;
        if (next == config.depth()) {
            return Add.apply(builder, out.residual(), out.hidden());
        }
        Stream seen = turned(builder, out);
        return Add.apply(builder, seen.residual(), dropped(builder, next, seen.hidden()));
    }

    @Override
    Tensor head(ProgramBuilder builder, Stream last) {
        // out = RMSNorm(residual + DropPath(hidden))
        Tensor out = addNorm(builder, config.depth(), last, norm).normed();
        return switch (config.classToken()) {
            // logits = W mean(class tokens) + b
            case MIDDLE, HEAD, DOUBLE ->
                    classifier.apply(
                            builder,
                            SelectTokens.apply(builder, out, config.classTokenPositions()));
            // logits = W mean(tokens) + b
            case MEAN -> classifier.apply(builder, MeanPool.apply(builder, out));
            // logits = max over tokens of (W token + b): the official order, classifier first
            case MAX -> MaxPool.apply(builder, classifier.apply(builder, out));
        };
    }
}
