package dev.tornadovim.pipeline.model;

import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters of a DeiT under timm's names, which the official checkpoints use too: one block for
 * the embedding, one a transformer block with the same inner offsets, one for the final norm and the
 * classifier. Programs of any batch size can share them.
 *
 * <p>Weight decay of a classifier as timm decides it, of a backbone by its {@link DecayRule}.
 */
public final class DeitParameters {

    private final DeitConfig config;
    private final ParameterBlock embedding;
    private final List<ParameterBlock> layers = new ArrayList<>();
    private final Optional<ParameterBlock> head;

    private DeitParameters(DeitConfig config, String prefix, boolean classifier, DecayRule decay) {
        this.config = config;
        this.embedding = embeddingBlock(config, prefix, decay);
        for (int i = 0; i < config.depth(); i++) {
            layers.add(layerBlock(config, prefix + "blocks." + i, decay));
        }
        this.head = classifier ? Optional.of(headBlock(config)) : Optional.empty();
    }

    /** Allocates the parameters of a network, zeroed; see {@link DeitInitialiser}. */
    public static DeitParameters allocate(DeitConfig config) {
        return new DeitParameters(config, "", true, DecayRule.TIMM);
    }

    /** Those of a {@link Backbone}: without final norm and classifier, names with its prefix. */
    static DeitParameters backbone(DeitConfig config, DecayRule decay) {
        return new DeitParameters(config, Backbone.PREFIX, false, decay);
    }

    /** The network these parameters are for. */
    public DeitConfig config() {
        return config;
    }

    /** Class token, position embedding, patch projection. */
    public ParameterBlock embedding() {
        return embedding;
    }

    /** Attention, MLP and norms of transformer block {@code index}. */
    public ParameterBlock layer(int index) {
        return layers.get(index);
    }

    /** Final norm and classifier; a backbone has none. */
    public ParameterBlock head() {
        return head.orElseThrow(() -> new IllegalStateException("a backbone has no classifier"));
    }

    /** All blocks in the order of the network. */
    public List<ParameterBlock> blocks() {
        List<ParameterBlock> blocks = new ArrayList<>();
        blocks.add(embedding);
        blocks.addAll(layers);
        head.ifPresent(blocks::add);
        return List.copyOf(blocks);
    }

    /** All parameters by their name in a checkpoint. */
    public Map<String, Tensor> all() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        blocks().forEach(block -> all.putAll(block.parameters()));
        return Collections.unmodifiableMap(all);
    }

    /** Number of trained values. */
    public long count() {
        return blocks().stream().mapToLong(ParameterBlock::parameterCount).sum();
    }

    private static ParameterBlock embeddingBlock(
            DeitConfig config, String prefix, DecayRule decay) {
        int d = config.dModel();
        int k = config.patchSize();
        return ParameterBlock.prefixed(prefix + "embedding", prefix)
                .add("cls_token", Shape.of(1, 1, d), decay.classTokens())
                .add("pos_embed", Shape.of(1, config.tokens(), d), decay.positions())
                .add("patch_embed.proj.weight", Shape.of(d, config.channels(), k, k), true)
                .add("patch_embed.proj.bias", Shape.of(d), decay.vectors())
                .build();
    }

    private static ParameterBlock layerBlock(DeitConfig config, String name, DecayRule decay) {
        int d = config.dModel();
        int hidden = config.mlpHidden();
        var block = ParameterBlock.named(name);
        addNorm(block, "norm1", d);
        addLinear(block, "attn.qkv", d, 3 * d, decay);
        addLinear(block, "attn.proj", d, d, decay);
        addNorm(block, "norm2", d);
        addLinear(block, "mlp.fc1", d, hidden, decay);
        addLinear(block, "mlp.fc2", hidden, d, decay);
        return block.build();
    }

    private static ParameterBlock headBlock(DeitConfig config) {
        var block = ParameterBlock.withoutPrefix("head");
        addNorm(block, "norm", config.dModel());
        addLinear(block, "head", config.dModel(), config.classes(), DecayRule.TIMM);
        return block.build();
    }

    /** PyTorch's own norm, which no rule decays. */
    private static void addNorm(ParameterBlock.Builder block, String name, int width) {
        block.add(name + ".weight", Shape.of(width), false)
                .add(name + ".bias", Shape.of(width), false);
    }

    private static void addLinear(
            ParameterBlock.Builder block, String name, int in, int out, DecayRule decay) {
        block.add(name + ".weight", Shape.of(out, in), true)
                .add(name + ".bias", Shape.of(out), decay.vectors());
    }
}
