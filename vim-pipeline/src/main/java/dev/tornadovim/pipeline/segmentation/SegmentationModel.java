package dev.tornadovim.pipeline.segmentation;

import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.model.Backbone;
import dev.tornadovim.pipeline.model.DecayRule;
import dev.tornadovim.pipeline.model.PositionEmbedding;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A backbone with UperNet's decode head and an auxiliary FCN head. Appends the stages of the backbone,
 * {@code neck}, {@code decode_head} and, in training, {@code auxiliary_head}.
 */
public final class SegmentationModel {

    /** Pixels to one position of the coarsest map; images are whole multiples of it. */
    public static final int GRANULARITY = 32;

    /**
     * Class scores.
     *
     * @param decode of the decode head, [batch, height / 4, width / 4, classes]
     * @param auxiliary of the auxiliary head at its own size; empty outside training
     */
    public record Logits(Tensor decode, Optional<Tensor> auxiliary) {}

    private final SegmentationConfig config;
    private final Backbone backbone;
    private final Neck neck;
    private final UPerHead decode;
    private final Optional<FcnHead> auxiliary;

    private SegmentationModel(SegmentationConfig config, Backbone backbone) {
        this.config = config;
        this.backbone = backbone;
        this.neck = new Neck(config.backbone().stride(), config.backbone().dModel());
        this.decode = new UPerHead(config);
        this.auxiliary =
                config.auxiliaryWeight() > 0 ? Optional.of(new FcnHead(config)) : Optional.empty();
    }

    /**
     * Allocates the network, zeroed.
     *
     * @param decay which parameters of the backbone have weight decay
     */
    public static SegmentationModel allocate(SegmentationConfig config, DecayRule decay) {
        return new SegmentationModel(config, config.backbone().backbone(decay));
    }

    /** The same with weight decay as timm's. */
    public static SegmentationModel allocate(SegmentationConfig config) {
        return allocate(config, DecayRule.TIMM);
    }

    /** Every choice that shapes the network. */
    public SegmentationConfig config() {
        return config;
    }

    /** The network behind the heads. */
    public Backbone backbone() {
        return backbone;
    }

    private Stream<Part> parts() {
        return Stream.concat(
                Stream.of(neck.part(), decode.part()), auxiliary.map(FcnHead::part).stream());
    }

    /** Trained blocks of neck and heads. */
    public List<ParameterBlock> heads() {
        return parts().map(Part::weights).toList();
    }

    /** Running statistics of the norms. */
    public List<ParameterBlock> statistics() {
        return parts().flatMap(part -> part.statistics().stream()).toList();
    }

    /** The blocks that inference needs: all but those of the auxiliary head. */
    public List<ParameterBlock> inferenceBlocks() {
        List<ParameterBlock> blocks = new ArrayList<>(backbone.blocks());
        for (Part part : List.of(neck.part(), decode.part())) {
            blocks.add(part.weights());
            part.statistics().ifPresent(blocks::add);
        }
        return blocks;
    }

    /** All parameters and running statistics by their name in a checkpoint. */
    public Map<String, Tensor> tensors() {
        Map<String, Tensor> all = new LinkedHashMap<>(backbone.parameters());
        Stream.concat(heads().stream(), statistics().stream())
                .forEach(block -> all.putAll(block.parameters()));
        return Collections.unmodifiableMap(all);
    }

    /** Sets parameters and statistics of neck and heads to their initial values. */
    public void initialiseHeads(long seed) {
        parts().forEach(part -> part.initialize(seed));
    }

    /** The same network for images of another size, with zeroed tensors of its own. */
    public SegmentationModel resized(int height, int width) {
        return allocate(config.withImage(height, width));
    }

    /**
     * Takes over all tensors of the same network for images of another size.
     *
     * @param tensors by name, at least those of {@link #tensors}
     * @param from layout of their position embedding
     */
    public void take(Map<String, Tensor> tensors, PositionEmbedding.Layout from) {
        backbone.take(tensors, from);
        Stream.concat(heads().stream(), statistics().stream())
                .flatMap(block -> block.parameters().entrySet().stream())
                .forEach(entry -> entry.getValue().set(tensors.get(entry.getKey()).toArray()));
    }

    /** Shape of a batch of images, [batch, channels, height, width]. */
    public Shape imageShape(int batch) {
        return config.backbone().imageShape(batch);
    }

    /**
     * Appends the network.
     *
     * @param image of {@link #imageShape}
     */
    public Logits logits(ProgramBuilder builder, Tensor image) {
        int[] after = config.layers().stream().mapToInt(Integer::intValue).toArray();
        List<Tensor> maps = backbone.features(builder, image, after);
        List<Tensor> pyramid = builder.stage("neck", () -> neck.apply(builder, maps));
        Tensor scores = builder.stage("decode_head", () -> decode.apply(builder, pyramid));
        if (!builder.training()) {
            return new Logits(scores, Optional.empty());
        }
        return new Logits(
                scores,
                auxiliary.map(
                        head ->
                                builder.stage(
                                        "auxiliary_head",
                                        () -> head.apply(builder, pyramid.get(FcnHead.LEVEL)))));
    }
}
