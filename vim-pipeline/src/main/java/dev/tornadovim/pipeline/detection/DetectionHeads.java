package dev.tornadovim.pipeline.detection;

import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.detection.network.BoxHead;
import dev.tornadovim.pipeline.detection.network.FeaturePyramid;
import dev.tornadovim.pipeline.detection.network.MaskHead;
import dev.tornadovim.pipeline.detection.network.ProposalHead;
import dev.tornadovim.pipeline.detection.network.RegionFeatures;
import dev.tornadovim.pipeline.detection.region.InferenceRegions;
import dev.tornadovim.pipeline.detection.region.TrainingRegions;
import dev.tornadovim.pipeline.layer.Parameters;
import dev.tornadovim.pipeline.model.DecayRule;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * All of Cascade Mask R-CNN but the backbone: pyramid, proposal network, a cascade of box heads, mask
 * head. Programs for training and for inference share the parameters.
 */
public final class DetectionHeads {

    private final DetectionConfig config;
    private final FeaturePyramid pyramid;
    private final ProposalHead proposals;
    private final List<BoxHead> boxes = new ArrayList<>();
    private final MaskHead masks;

    /**
     * What the heads say in a program for training.
     *
     * @param proposals of the anchors
     * @param boxes of each stage of the cascade
     * @param masks logits of the pixels of masks
     */
    record Outputs(
            ProposalHead.Prediction proposals, List<BoxHead.Prediction> boxes, Tensor masks) {}

    /**
     * Allocates the parameters, zeroed.
     *
     * @param patch pixels from one place of the backbone's map to the next
     * @param width channels of that map
     * @param decay whether norms have weight decay; convolutions and their biases always have
     */
    public DetectionHeads(DetectionConfig config, int patch, int width, DecayRule decay) {
        this.config = config;
        int channels = config.pyramid().channels();
        pyramid = new FeaturePyramid(config.pyramid(), patch, width, decay);
        int anchors =
                config.proposals().anchorSizes().getFirst().size()
                        * config.proposals().ratios().size();
        proposals = new ProposalHead(config.proposals().convolutions(), channels, anchors);
        for (int stage = 0; stage < config.boxes().stages().size(); stage++) {
            boxes.add(new BoxHead(config.boxes(), stage, channels, config.classes(), decay));
        }
        masks = new MaskHead(config.masks(), channels, config.classes(), decay);
    }

    /** Every choice that shapes it. */
    public DetectionConfig config() {
        return config;
    }

    private Stream<Parameters> parts() {
        return Stream.of(
                        Stream.of(pyramid.parameters(), proposals.parameters()),
                        boxes.stream().map(BoxHead::parameters),
                        Stream.of(masks.parameters()))
                .flatMap(part -> part);
    }

    /** All parameters; the order is that of the update. */
    public List<ParameterBlock> blocks() {
        return parts().map(Parameters::block).toList();
    }

    /** All parameters by their name in a checkpoint. */
    public Map<String, Tensor> parameters() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        blocks().forEach(block -> all.putAll(block.parameters()));
        return Collections.unmodifiableMap(all);
    }

    /** Sets every parameter to its initial value. */
    public void initialise(long seed) {
        parts().forEach(part -> part.initialize(seed));
    }

    /**
     * Appends the levels of the pyramid.
     *
     * @param map the backbone's last one, [batch, height, width, D]
     */
    List<Tensor> levels(ProgramBuilder builder, Tensor map) {
        return pyramid.apply(builder, map);
    }

    /** Strides of the levels, in pixels. */
    List<Integer> strides() {
        return pyramid.strides();
    }

    /** Appends the heads for training. */
    Outputs train(ProgramBuilder builder, List<Tensor> levels, TrainingRegions regions) {
        RegionFeatures features = features(levels);
        ProposalHead.Prediction proposed = proposals.apply(builder, levels);
        regions.afterProposals(builder, proposed);
        List<BoxHead.Prediction> stages = new ArrayList<>();
        for (int k = 0; k < boxes.size(); k++) {
            if (k > 0) {
                regions.refine(builder, k, stages.getLast());
            }
            stages.add(boxes.get(k).apply(builder, features, regions.boxTargets(k).regions()));
        }
        Tensor pixels =
                masks.apply(
                        builder,
                        features,
                        regions.maskTargets().regions(),
                        regions.maskTargets().labels());
        return new Outputs(proposed, stages, pixels);
    }

    /**
     * Appends the heads for inference.
     *
     * @return logits of the pixels of the detections' masks, [batch · detections, side · side]
     */
    Tensor detect(ProgramBuilder builder, List<Tensor> levels, InferenceRegions regions) {
        RegionFeatures features = features(levels);
        regions.afterProposals(builder, proposals.apply(builder, levels));
        List<BoxHead.Prediction> stages = new ArrayList<>();
        for (int k = 0; k < boxes.size(); k++) {
            if (k > 0) {
                regions.refine(builder, k, stages.getLast());
            }
            stages.add(boxes.get(k).apply(builder, features, regions.regions(k)));
        }
        regions.detect(builder, stages);
        return masks.apply(builder, features, regions.detected(), regions.labels());
    }

    private RegionFeatures features(List<Tensor> levels) {
        return new RegionFeatures(levels, strides(), config.boxes().samplingRatio());
    }
}
