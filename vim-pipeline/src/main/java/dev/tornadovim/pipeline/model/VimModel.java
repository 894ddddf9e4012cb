package dev.tornadovim.pipeline.model;

import dev.tornadovim.kernels.op.drop.DropKeys;
import dev.tornadovim.kernels.op.drop.DropPath;
import dev.tornadovim.kernels.op.drop.Dropout;
import dev.tornadovim.kernels.op.elementwise.Add;
import dev.tornadovim.kernels.op.linear.Linear;
import dev.tornadovim.kernels.op.norm.AddRmsNorm;
import dev.tornadovim.kernels.op.patch.PatchEmbedding;
import dev.tornadovim.kernels.op.pool.MaxPool;
import dev.tornadovim.kernels.op.pool.MeanPool;
import dev.tornadovim.kernels.op.pool.SelectTokens;
import dev.tornadovim.kernels.op.scan.Direction;
import dev.tornadovim.kernels.op.token.EmbedTokens;
import dev.tornadovim.kernels.op.token.RotaryAngles;
import dev.tornadovim.kernels.op.token.RotaryEmbedding;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Vision Mamba (Zhu et al., "Vision Mamba: Efficient Visual Representation Learning with Bidirectional
 * State Space Model", 2024; hustvl/Vim, {@code vim/models_mamba.py}). Appends the stages {@code
 * embed}, {@code block.0} …, {@code head} to a program; loss and gradients are the caller's.
 *
 * <p>In a program for training, drop path and dropout take their {@link DropKeys keys} from
 * inputs whose names start with {@value #RANDOM_KEY}; the host sets new ones before each step.
 */
public final class VimModel {

    /** Start of the names of the inputs that hold random keys. */
    public static final String RANDOM_KEY = "random.";

    /**
     * What flows from layer to layer: the output of a mixer, not yet added, and the residual stream;
     * none before the first layer, where the embedded tokens are both.
     */
    private record Stream(Tensor hidden, Tensor residual) {
        static Stream of(List<Tensor> pair) {
            return new Stream(pair.get(0), pair.get(1));
        }

        List<Tensor> asList() {
            return List.of(hidden, residual);
        }
    }

    private final VimConfig config;
    private final VimParameters parameters;
    private final Optional<RotaryAngles> angles;

    private VimModel(VimParameters parameters) {
        this.config = parameters.config();
        this.parameters = parameters;
        this.angles = config.rotaryAngles();
    }

    /** The network of these parameters. */
    public static VimModel of(VimParameters parameters) {
        return new VimModel(parameters);
    }

    /**
     * Appends the whole network.
     *
     * @param image [batch, channels, height, width]
     * @return logits, [batch, classes]
     */
    public Tensor logits(ProgramBuilder builder, Tensor image) {
        Stream stream = embed(builder, image);
        for (int i = 0; i < config.depth(); i += layersAtOnce()) {
            stream = layers(builder, i, stream);
        }
        Stream last = stream;
        return builder.stage("head", () -> head(builder, last));
    }

    /**
     * Appends the network up to the last of some layers, for dense tasks (hustvl/Vim, {@code
     * use_residual_as_feature} with {@code last_layer_process="add"}).
     *
     * @param image [batch, channels, height, width]
     * @param after layers, ascending
     * @return for each layer the residual stream with the layer's output added, [batch, tokens, D],
     *     class tokens included: as the next layer sees it, after rotary embedding and drop path;
     *     after the network's last layer, the plain sum
     * @throws IllegalArgumentException if the network has no such layer
     */
    public List<Tensor> features(ProgramBuilder builder, Tensor image, int... after) {
        List<Tensor> features = new ArrayList<>();
        Stream stream = embed(builder, image);
        for (int i = 0; features.size() < after.length; i += layersAtOnce()) {
            int done = i + layersAtOnce() - 1;
            if (done >= config.depth() || done > after[features.size()]) {
                throw new IllegalArgumentException(
                        "no features after layer " + after[features.size()] + " of " + config);
            }
            stream = layers(builder, i, stream);
            if (done == after[features.size()]) {
                Stream here = stream;
                features.add(
                        builder.stage("features." + done, () -> sumAfter(builder, done, here)));
            }
        }
        return features;
    }

    private Tensor sumAfter(ProgramBuilder builder, int layer, Stream out) {
        int next = layer + 1;
        if (next == config.depth()) {
            return Add.apply(builder, out.residual(), out.hidden());
        }
        Stream seen = turned(builder, out);
        return Add.apply(builder, seen.residual(), dropPath(builder, next, seen.hidden()));
    }

    private Stream embed(ProgramBuilder builder, Tensor image) {
        Shape shape =
                Shape.of(
                        image.dim(0), config.channels(), config.imageHeight(), config.imageWidth());
        if (!image.shape().equals(shape)) {
            throw new IllegalArgumentException(
                    "expected an image batch " + shape + ", got " + image);
        }
        return builder.stage("embed", () -> new Stream(tokens(builder, image), null));
    }

    private Tensor tokens(ProgramBuilder builder, Tensor image) {
        ParameterBlock p = parameters.embedding();
        // patches = W_patch * image + b, a convolution without padding, flattened row by row
        Tensor patches =
                PatchEmbedding.apply(
                        builder,
                        image,
                        p.get("patch_embed.proj.weight"),
                        p.get("patch_embed.proj.bias"),
                        config.stride());
        // x = insert(patches, class tokens) + position embedding
        Tensor x =
                EmbedTokens.apply(
                        builder,
                        patches,
                        VimParameters.classTokenNames(config.classToken()).stream()
                                .map(p::get)
                                .toList(),
                        config.classTokenPositions(),
                        p.get("pos_embed"));
        if (!builder.training() || config.dropRate() == 0) {
            return x;
        }
        Tensor key = builder.input(RANDOM_KEY + "dropout", DropKeys.SHAPE);
        return Dropout.apply(builder, x, config.dropRate(), key);
    }

    private int layersAtOnce() {
        return config.direction() == DirectionStrategy.LAYER ? 2 : 1;
    }

    /** Layer {@code i}, or with direction LAYER the pair that starts there. */
    private Stream layers(ProgramBuilder builder, int i, Stream in) {
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

    private Stream stage(ProgramBuilder builder, int layer, Supplier<Stream> body) {
        return Stream.of(builder.checkpointedStage("block." + layer, () -> body.get().asList()));
    }

    private Stream block(ProgramBuilder builder, int i, Stream in, Direction time) {
        ParameterBlock p = parameters.layer(i);
        // residual = residual + DropPath(hidden); h = RMSNorm(residual)
        AddRmsNorm.Output sum = addNorm(builder, i, turned(builder, in), p.get("norm.weight"));
        // hidden = Mixer(h)
        Tensor hidden = new VimMixer(builder, config, p).apply(sum.normed(), time);
        return new Stream(hidden, sum.residual());
    }

    /** Both parts of the stream, turned by the places of the patches where the network does that. */
    private Stream turned(ProgramBuilder builder, Stream in) {
        if (angles.isEmpty()) {
            return in;
        }
        Tensor residual = in.residual();
        return new Stream(
                RotaryEmbedding.apply(builder, in.hidden(), angles.get()),
                residual == null ? null : RotaryEmbedding.apply(builder, residual, angles.get()));
    }

    private AddRmsNorm.Output addNorm(ProgramBuilder builder, int i, Stream in, Tensor weight) {
        Tensor hidden = in.residual() == null ? in.hidden() : dropPath(builder, i, in.hidden());
        return AddRmsNorm.apply(builder, hidden, in.residual(), weight, config.rmsEps());
    }

    /** What layer {@code i} takes of its predecessor's output; the same wherever it is asked for. */
    private Tensor dropPath(ProgramBuilder builder, int i, Tensor hidden) {
        float rate = config.dropPathRateBefore(i);
        if (!builder.training() || rate == 0) {
            return hidden;
        }
        Tensor key = builder.input(RANDOM_KEY + "dropPath." + i, DropKeys.SHAPE);
        return DropPath.apply(builder, hidden, rate, key);
    }

    private Tensor head(ProgramBuilder builder, Stream in) {
        ParameterBlock p = parameters.head();
        Tensor weight = p.get("head.weight");
        Tensor bias = p.get("head.bias");
        // out = RMSNorm(residual + DropPath(hidden))
        Tensor out = addNorm(builder, config.depth(), in, p.get("norm_f.weight")).normed();
        return switch (config.classToken()) {
            // logits = W mean(class tokens) + b
            case MIDDLE, HEAD, DOUBLE -> {
                Tensor chosen = SelectTokens.apply(builder, out, config.classTokenPositions());
                yield Linear.apply(builder, chosen, weight, bias);
            }
            // logits = W mean(tokens) + b
            case MEAN -> Linear.apply(builder, MeanPool.apply(builder, out), weight, bias);
            // logits = max over tokens of (W token + b): the official order, classifier first
            case MAX -> MaxPool.apply(builder, Linear.apply(builder, out, weight, bias));
        };
    }
}
