package dev.tornadovim.pipeline.detection;

import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.detection.DetectionHeads.Outputs;
import dev.tornadovim.pipeline.detection.region.InferenceRegions;
import dev.tornadovim.pipeline.detection.region.TrainingRegions;
import dev.tornadovim.pipeline.model.Backbone;
import dev.tornadovim.pipeline.model.DecayRule;
import dev.tornadovim.pipeline.model.NetworkConfig;
import dev.tornadovim.pipeline.model.PositionEmbedding;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A backbone with the heads of Cascade Mask R-CNN. The backbone's last map feeds the pyramid; its
 * final norm is left out, as in the official code.
 */
public final class DetectionModel {

    private final Backbone backbone;
    private final DetectionHeads heads;

    /**
     * What a program for training says, and the boxes and targets it is about.
     *
     * @param outputs of the heads
     * @param regions boxes and targets
     */
    record Training(Outputs outputs, TrainingRegions regions) {}

    /**
     * What a program for inference says.
     *
     * @param pixels logits of the pixels of the detections' masks, [batch · detections, side · side]
     * @param regions the detections
     */
    record Inference(Tensor pixels, InferenceRegions regions) {}

    private DetectionModel(Backbone backbone, DetectionHeads heads) {
        this.backbone = backbone;
        this.heads = heads;
    }

    /**
     * Allocates the network, zeroed.
     *
     * @param decay which parameters have weight decay; biases of the heads always have
     */
    public static DetectionModel allocate(
            DetectionConfig config, NetworkConfig network, DecayRule decay) {
        return new DetectionModel(
                network.backbone(decay),
                new DetectionHeads(config, network.stride(), network.dModel(), decay));
    }

    /** The same with weight decay as timm's. */
    public static DetectionModel allocate(DetectionConfig config, NetworkConfig network) {
        return allocate(config, network, DecayRule.TIMM);
    }

    /** Every choice that shapes the heads. */
    public DetectionConfig config() {
        return heads.config();
    }

    /** The network behind the heads. */
    public Backbone backbone() {
        return backbone;
    }

    /** Everything behind the backbone. */
    public DetectionHeads heads() {
        return heads;
    }

    /** All blocks: the backbone's, then those of the heads. */
    public List<ParameterBlock> blocks() {
        return Stream.concat(backbone.blocks().stream(), heads.blocks().stream()).toList();
    }

    /** All parameters by their name in a checkpoint. */
    public Map<String, Tensor> parameters() {
        Map<String, Tensor> all = new LinkedHashMap<>(backbone.parameters());
        all.putAll(heads.parameters());
        return Collections.unmodifiableMap(all);
    }

    /** The same network for images of another size, with zeroed tensors of its own. */
    public DetectionModel resized(int height, int width) {
        return allocate(config(), backbone.config().withImage(height, width));
    }

    /**
     * Takes over all tensors of the same network for images of another size.
     *
     * @param tensors by name, at least those of {@link #parameters}
     * @param from layout of their position embedding
     */
    public void take(Map<String, Tensor> tensors, PositionEmbedding.Layout from) {
        backbone.take(tensors, from);
        heads.parameters().forEach((name, tensor) -> tensor.set(tensors.get(name).toArray()));
    }

    /** Shape of a batch of images, [batch, channels, height, width]. */
    public Shape imageShape(int batch) {
        return backbone.imageShape(batch);
    }

    private List<Tensor> levels(ProgramBuilder builder, Tensor image) {
        int last = backbone.config().depth() - 1;
        return heads.levels(builder, backbone.features(builder, image, last).getFirst());
    }

    /**
     * Appends the network for training.
     *
     * @param image of {@link #imageShape}
     * @param key key of the random choices of a step
     */
    Training train(ProgramBuilder builder, Tensor image, Tensor key) {
        List<Tensor> levels = levels(builder, image);
        var regions = new TrainingRegions(config(), levels, heads.strides(), key);
        return new Training(heads.train(builder, levels, regions), regions);
    }

    /**
     * Appends the network for inference on images without padding.
     *
     * @param image of {@link #imageShape}
     * @return logits of the pixels of the detections' masks, [batch · detections, side · side]
     */
    public Tensor masks(ProgramBuilder builder, Tensor image) {
        Inference inference = detect(builder, image);
        for (int i = 0; i < image.dim(0); i++) {
            inference.regions().setSize(i, image.dim(2), image.dim(3));
        }
        return inference.pixels();
    }

    /**
     * Appends the network for inference.
     *
     * @param image of {@link #imageShape}
     */
    Inference detect(ProgramBuilder builder, Tensor image) {
        List<Tensor> levels = levels(builder, image);
        var regions = new InferenceRegions(config(), levels, heads.strides());
        return new Inference(heads.detect(builder, levels, regions), regions);
    }
}
