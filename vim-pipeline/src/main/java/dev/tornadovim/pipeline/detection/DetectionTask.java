package dev.tornadovim.pipeline.detection;

import dev.tornadovim.data.coco.DetectionBatch;
import dev.tornadovim.kernels.op.drop.DropKeys;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.detection.region.TrainingRegions;
import dev.tornadovim.pipeline.detection.region.Truth;
import dev.tornadovim.pipeline.model.Network;
import dev.tornadovim.pipeline.train.LearningTask;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Object detection and instance segmentation. What a step samples depends on the step's key and the
 * images alone, so a resumed run goes on exactly as one that was never stopped.
 *
 * <p>Layer-wise decay of the learning rate as in ViTDet: with decay d and depth n, layer i learns at
 * d^(n - i), embeddings at d^(n + 1), pyramid and heads at the full rate.
 */
public final class DetectionTask implements LearningTask<DetectionBatch> {

    private static final String KEY = Network.RANDOM_KEY + "regions";

    private final DetectionModel model;
    private final boolean freezeBackbone;
    private final double layerDecay;
    private Tensor image;
    private TrainingRegions regions;
    private Map<String, Tensor> parts = Map.of();

    /**
     * A task for a network.
     *
     * @param freezeBackbone whether only pyramid and heads are trained
     * @param layerDecay factor of the learning rate from a layer to the one before it; 1 for none
     */
    public DetectionTask(DetectionModel model, boolean freezeBackbone, double layerDecay) {
        this.model = model;
        this.freezeBackbone = freezeBackbone;
        this.layerDecay = layerDecay;
    }

    /** The network. */
    public DetectionModel model() {
        return model;
    }

    /** The same task for a network of its own, zeroed. */
    DetectionTask copy() {
        var network = model.backbone().config();
        return new DetectionTask(
                model.resized(network.imageHeight(), network.imageWidth()),
                freezeBackbone,
                layerDecay);
    }

    @Override
    public List<ParameterBlock> parameters() {
        return freezeBackbone ? model.heads().blocks() : model.blocks();
    }

    @Override
    public List<ParameterBlock> frozen() {
        return freezeBackbone ? model.backbone().blocks() : List.of();
    }

    @Override
    public double rateScale(ParameterBlock block) {
        if (model.heads().blocks().contains(block)) {
            return 1;
        }
        int depth = model.backbone().config().depth();
        return Math.pow(layerDecay, depth + 1 - model.backbone().layerOf(block));
    }

    @Override
    public Tensor loss(ProgramBuilder builder, int microBatch) {
        image = builder.input("image", model.imageShape(microBatch));
        Tensor key = builder.input(KEY, DropKeys.SHAPE);
        DetectionModel.Training training = model.train(builder, image, key);
        regions = training.regions();
        parts = DetectionLosses.parts(builder, training.outputs(), regions);
        return DetectionLosses.sum(builder, parts);
    }

    @Override
    public Map<String, Tensor> lossParts() {
        return Collections.unmodifiableMap(parts);
    }

    @Override
    public void setBatch(DetectionBatch batch) {
        var truths = new ArrayList<Truth>();
        for (var placed : batch.placed()) {
            var image = placed.placement();
            truths.add(Truth.of(image.height(), image.width(), placed.instances()));
        }
        set(batch.images(), truths);
    }

    /**
     * Sets a micro-batch.
     *
     * @param images normalised pixels, [batch, channels, height, width]
     * @param truths what is in each image
     */
    public void set(float[] images, List<Truth> truths) {
        image.set(images);
        regions.setTruths(truths);
    }
}
