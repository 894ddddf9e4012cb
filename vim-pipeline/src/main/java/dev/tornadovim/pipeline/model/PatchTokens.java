package dev.tornadovim.pipeline.model;

import dev.tornadovim.kernels.op.patch.PatchEmbedding;
import dev.tornadovim.kernels.op.token.EmbedTokens;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.layer.InitialValue;
import dev.tornadovim.pipeline.layer.Parameters;
import dev.tornadovim.pipeline.layer.Parameters.Parameter;

import java.util.List;

/** Patches, class tokens and position embedding: what the first layer sees. */
final class PatchTokens {

    /** Initial value of tokens, positions and classifiers in timm and hustvl/Vim. */
    static final InitialValue TOKEN = InitialValue.truncatedNormal(0.02);

    private final NetworkConfig config;
    private final Parameters parameters;
    private final List<Parameter> classTokens;
    private final Parameter positions;
    private final Parameter weight;
    private final Parameter bias;

    PatchTokens(
            NetworkConfig config,
            String owner,
            DecayRule decay,
            InitialValue patchWeight,
            InitialValue patchBias) {
        this.config = config;
        int d = config.dModel();
        int k = config.patchSize();
        parameters = new Parameters(owner, "embedding", "");
        classTokens =
                config.classToken().parameterNames().stream()
                        .map(
                                name ->
                                        parameters.add(
                                                name,
                                                Shape.of(1, 1, d),
                                                decay.classTokens(),
                                                TOKEN))
                        .toList();
        Shape rows = Shape.of(1, config.tokens(), d);
        positions = parameters.add("pos_embed", rows, decay.positions(), TOKEN);
        Shape kernel = Shape.of(d, config.channels(), k, k);
        weight = parameters.add("patch_embed.proj.weight", kernel, true, patchWeight);
        bias = parameters.add("patch_embed.proj.bias", Shape.of(d), decay.vectors(), patchBias);
    }

    Parameters parameters() {
        return parameters;
    }

    /** Appends the embedding of an image batch: [batch, tokens, D]. */
    Tensor apply(ProgramBuilder builder, Tensor image) {
        // patches = W_patch * image + b, a convolution without padding, flattened row by row
        Tensor patches =
                PatchEmbedding.apply(
                        builder, image, weight.tensor(), bias.tensor(), config.stride());
        // x = insert(patches, class tokens) + position embedding
        return EmbedTokens.apply(
                builder,
                patches,
                classTokens.stream().map(Parameter::tensor).toList(),
                config.classTokenPositions(),
                positions.tensor());
    }
}
