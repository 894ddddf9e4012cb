package dev.tornadovim.pipeline.model;

import dev.tornadovim.kernels.op.drop.DropKeys;
import dev.tornadovim.kernels.op.drop.DropPath;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.layer.InitialValue;
import dev.tornadovim.pipeline.layer.LinearLayer;
import dev.tornadovim.pipeline.layer.Parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What Vim and DeiT have in common: patches and tokens, layers one after the other, drop path, and for
 * a classifier a final norm and a linear head. Appends the stages {@code embed}, {@code block.0} …,
 * {@code head}. Programs of any batch size can share the parameters.
 */
abstract sealed class Trunk permits VimTrunk, DeitTrunk {

    /**
     * What flows from layer to layer.
     *
     * @param hidden [batch, tokens, D]
     * @param residual sum of what came before, not yet added; null where {@code hidden} is all
     */
    record Stream(Tensor hidden, Tensor residual) {
        List<Tensor> tensors() {
            return residual == null ? List.of(hidden) : List.of(hidden, residual);
        }

        static Stream of(List<Tensor> tensors) {
            return new Stream(tensors.get(0), tensors.size() == 1 ? null : tensors.get(1));
        }
    }

    /**
     * What a trunk is part of.
     *
     * @param owner start of the names of its parameters
     * @param classifier whether it ends with final norm and head
     * @param decay which parameters have weight decay
     */
    record Role(String owner, boolean classifier, DecayRule decay) {

        static final Role CLASSIFIER = new Role("", true, DecayRule.TIMM);

        static Role backbone(DecayRule decay) {
            return new Role(Backbone.PREFIX, false, decay);
        }
    }

    private final NetworkConfig config;
    private final PatchTokens embedding;
    private final List<Parameters> parameters = new ArrayList<>();

    Trunk(NetworkConfig config, Role role, InitialValue patchWeight, InitialValue patchBias) {
        this.config = config;
        this.embedding =
                new PatchTokens(config, role.owner(), role.decay(), patchWeight, patchBias);
        parameters.add(embedding.parameters());
    }

    /** Starts the parameters of layer {@code name}. */
    final Parameters layer(Role role, String name) {
        return register(new Parameters(role.owner(), name, name + "."));
    }

    /** Starts the parameters behind the layers. */
    final Parameters end() {
        return register(new Parameters("head", ""));
    }

    private Parameters register(Parameters block) {
        parameters.add(block);
        return block;
    }

    /** Declares the linear head. */
    final LinearLayer classifier(Parameters end) {
        return LinearLayer.declare(
                end, "head", config.dModel(), config.classes(), PatchTokens.TOKEN, false);
    }

    NetworkConfig config() {
        return config;
    }

    final List<ParameterBlock> blocks() {
        return parameters.stream().map(Parameters::block).toList();
    }

    /** Sets the parameter of that name to its initial value. */
    final void initialize(String name, long seed) {
        parameters.stream()
                .filter(block -> block.has(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no parameter " + name))
                .initialize(name, seed);
    }

    /** A classifier of the same kind with zeroed parameters of its own. */
    abstract Trunk copy();

    /** Layers that work together; the next one starts after them. */
    int layersAtOnce() {
        return 1;
    }

    /** Appends to the embedding's stage. */
    Tensor embedded(ProgramBuilder builder, Tensor tokens) {
        return tokens;
    }

    /** Appends layer {@code i} and those that work with it. */
    abstract Stream layers(ProgramBuilder builder, int i, Stream in);

    /** The features after a layer, [batch, tokens, D]. */
    abstract Tensor features(ProgramBuilder builder, int layer, Stream out);

    /** Appends final norm, choice of tokens and linear head: logits [batch, classes]. */
    abstract Tensor head(ProgramBuilder builder, Stream last);

    /** Appends the whole network. */
    final Tensor logits(ProgramBuilder builder, Tensor image) {
        Stream stream = embed(builder, image);
        for (int i = 0; i < config.depth(); i += layersAtOnce()) {
            stream = layers(builder, i, stream);
        }
        Stream last = stream;
        return builder.stage("head", () -> head(builder, last));
    }

    /**
     * Appends the network up to the last of some layers.
     *
     * @return for each layer its features with class tokens, [batch, tokens, D]
     */
    final List<Tensor> features(ProgramBuilder builder, Tensor image, int... after) {
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
                features.add(features(builder, done, stream));
            }
        }
        return features;
    }

    private Stream embed(ProgramBuilder builder, Tensor image) {
        Shape shape = config.imageShape(image.dim(0));
        if (!image.shape().equals(shape)) {
            throw new IllegalArgumentException(
                    "expected an image batch " + shape + ", got " + image);
        }
        return builder.stage(
                "embed",
                () -> new Stream(embedded(builder, embedding.apply(builder, image)), null));
    }

    /** The stage of a layer, which activation checkpointing may apply to. */
    static Stream stage(ProgramBuilder builder, int layer, Supplier<Stream> body) {
        return Stream.of(builder.checkpointedStage("block." + layer, () -> body.get().tensors()));
    }

    /** Drops a branch of some images in training; the same {@code key} draws the same. */
    static Tensor dropPath(ProgramBuilder builder, String key, float rate, Tensor branch) {
        if (!builder.training() || rate == 0) {
            return branch;
        }
        Tensor keys = builder.input(Network.RANDOM_KEY + "dropPath." + key, DropKeys.SHAPE);
        return DropPath.apply(builder, branch, rate, keys);
    }
}
