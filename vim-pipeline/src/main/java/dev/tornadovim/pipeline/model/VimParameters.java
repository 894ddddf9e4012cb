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
 * The parameters of a Vim network under the names of the public checkpoints: one block for the
 * embedding, one a layer with the same inner offsets, one for the final norm and the classifier.
 * Programs of any batch size can share them.
 *
 * <p>Weight decay of a classifier as timm's {@code add_weight_decay} decides it, of a backbone by its
 * {@link DecayRule}. {@code A_log}, {@code A_b_log} and the convolutions'
 * weights are decayed, although the official code marks the former otherwise: timm ignores the mark.
 */
public final class VimParameters {

    private final VimConfig config;
    private final ParameterBlock embedding;
    private final List<ParameterBlock> layers = new ArrayList<>();
    private final Optional<ParameterBlock> head;

    private VimParameters(VimConfig config, String prefix, boolean classifier, DecayRule decay) {
        this.config = config;
        this.embedding = embeddingBlock(config, prefix, decay);
        for (int i = 0; i < config.depth(); i++) {
            layers.add(layerBlock(config, prefix + "layers." + i, decay));
        }
        this.head = classifier ? Optional.of(headBlock(config)) : Optional.empty();
    }

    /** Allocates the parameters of a network, zeroed; see {@link VimInitialiser}. */
    public static VimParameters allocate(VimConfig config) {
        return new VimParameters(config, "", true, DecayRule.TIMM);
    }

    /** Those of a {@link Backbone}: without final norm and classifier, names with its prefix. */
    static VimParameters backbone(VimConfig config, DecayRule decay) {
        return new VimParameters(config, Backbone.PREFIX, false, decay);
    }

    /** The network these parameters are for. */
    public VimConfig config() {
        return config;
    }

    /** Class tokens, position embedding, patch projection. */
    public ParameterBlock embedding() {
        return embedding;
    }

    /** Mixer and norm of layer {@code index}. */
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

    /** Names of the class tokens, in the order of their positions; as in the official code. */
    public static List<String> classTokenNames(ClassToken classToken) {
        return switch (classToken) {
            case MIDDLE, HEAD -> List.of("cls_token");
            case DOUBLE -> List.of("cls_token_head", "cls_token_tail");
            case MEAN, MAX -> List.of();
        };
    }

    private static ParameterBlock embeddingBlock(VimConfig config, String prefix, DecayRule decay) {
        int d = config.dModel();
        var block = ParameterBlock.prefixed(prefix + "embedding", prefix);
        for (String name : classTokenNames(config.classToken())) {
            block.add(name, Shape.of(1, 1, d), decay.classTokens());
        }
        int k = config.patchSize();
        return block.add("pos_embed", Shape.of(1, config.tokens(), d), decay.positions())
                .add("patch_embed.proj.weight", Shape.of(d, config.channels(), k, k), true)
                .add("patch_embed.proj.bias", Shape.of(d), decay.vectors())
                .build();
    }

    private static ParameterBlock layerBlock(VimConfig config, String name, DecayRule decay) {
        int d = config.dModel();
        int e = config.dInner();
        var block = ParameterBlock.named(name);
        block.add("mixer.in_proj.weight", Shape.of(2 * e, d), true);
        addDirection(block, config, "", decay);
        switch (config.direction()) {
            case SSM_CONV -> addDirection(block, config, "_b", decay);
            case SSM -> block.add("mixer.A_b_log", Shape.of(e, config.dState()), true);
            case NONE, LAYER -> {}
        }
        return block.add("mixer.out_proj.weight", Shape.of(d, e), true)
                .add("norm.weight", Shape.of(d), decay.vectors())
                .build();
    }

    /** What a direction owns; {@code mark} is {@code _b} for the reverse one. */
    private static void addDirection(
            ParameterBlock.Builder block, VimConfig config, String mark, DecayRule decay) {
        int e = config.dInner();
        int r = config.dtRankValue();
        int n = config.dState();
        block.add("mixer.A" + mark + "_log", Shape.of(e, n), true)
                .add("mixer.D" + mark, Shape.of(e), decay.vectors())
                .add("mixer.conv1d" + mark + ".weight", Shape.of(e, 1, config.dConv()), true)
                .add("mixer.conv1d" + mark + ".bias", Shape.of(e), decay.vectors())
                .add("mixer.x_proj" + mark + ".weight", Shape.of(r + 2 * n, e), true)
                .add("mixer.dt_proj" + mark + ".weight", Shape.of(e, r), true)
                .add("mixer.dt_proj" + mark + ".bias", Shape.of(e), decay.vectors());
    }

    private static ParameterBlock headBlock(VimConfig config) {
        int d = config.dModel();
        return ParameterBlock.withoutPrefix("head")
                .add("norm_f.weight", Shape.of(d), false)
                .add("head.weight", Shape.of(config.classes(), d), true)
                .add("head.bias", Shape.of(config.classes()), false)
                .build();
    }
}
