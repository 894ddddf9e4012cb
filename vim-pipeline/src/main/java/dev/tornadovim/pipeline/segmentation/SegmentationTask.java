package dev.tornadovim.pipeline.segmentation;

import dev.tornadovim.data.dense.SegmentationBatch;
import dev.tornadovim.kernels.op.elementwise.Add;
import dev.tornadovim.kernels.op.elementwise.Scale;
import dev.tornadovim.kernels.op.loss.LabelCrossEntropy;
import dev.tornadovim.kernels.op.resize.BilinearResize;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.train.LayerDecay;
import dev.tornadovim.pipeline.train.LearningTask;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Semantic segmentation by cross-entropy of every pixel that has a class: the logits of both heads are
 * resized to the size of the labels, the auxiliary loss counts with its weight. A batch without any
 * class has loss 0.
 *
 * <p>Neck and heads learn at the full rate, the backbone at that of {@link LayerDecay}.
 */
public final class SegmentationTask implements LearningTask<SegmentationBatch> {

    private final SegmentationModel model;
    private final boolean freezeBackbone;
    private final LayerDecay layerDecay;
    private final Map<String, Tensor> parts = new LinkedHashMap<>();
    private Tensor image;
    private Tensor labels;

    /**
     * A task for a network.
     *
     * @param freezeBackbone whether only neck and heads are trained
     * @param layerDecay factor of the learning rate from a layer to the one before it; 1 for none
     */
    public SegmentationTask(SegmentationModel model, boolean freezeBackbone, double layerDecay) {
        this.model = model;
        this.freezeBackbone = freezeBackbone;
        this.layerDecay = new LayerDecay(layerDecay, model.config().backbone().depth());
    }

    @Override
    public List<ParameterBlock> parameters() {
        return freezeBackbone
                ? model.heads()
                : Stream.concat(model.backbone().blocks().stream(), model.heads().stream())
                        .toList();
    }

    @Override
    public List<ParameterBlock> buffers() {
        return model.statistics();
    }

    @Override
    public List<ParameterBlock> frozen() {
        return freezeBackbone ? model.backbone().blocks() : List.of();
    }

    @Override
    public double rateScale(ParameterBlock block) {
        if (model.heads().contains(block)) {
            return 1;
        }
        return layerDecay.scale(model.backbone().layerOf(block));
    }

    @Override
    public Tensor loss(ProgramBuilder builder, int microBatch) {
        image = builder.input("image", model.imageShape(microBatch));
        labels = builder.input("labels", Shape.of(image.size() / image.dim(1)));
        SegmentationModel.Logits logits = model.logits(builder, image);
        Tensor decode =
                builder.stage("decode_head.loss", () -> crossEntropy(builder, logits.decode()));
        parts.put("loss_decode", decode);
        if (logits.auxiliary().isEmpty()) {
            return decode;
        }
        Tensor auxiliary =
                builder.stage(
                        "auxiliary_head.loss",
                        () -> crossEntropy(builder, logits.auxiliary().get()));
        parts.put("loss_auxiliary", auxiliary);
        float weight = model.config().auxiliaryWeight();
        return builder.stage(
                "loss", () -> Add.apply(builder, decode, Scale.apply(builder, auxiliary, weight)));
    }

    private Tensor crossEntropy(ProgramBuilder builder, Tensor logits) {
        Tensor full = BilinearResize.apply(builder, logits, image.dim(2), image.dim(3), false);
        Tensor rows = full.reshape(Shape.of(full.rows(), full.columns()));
        return LabelCrossEntropy.apply(builder, rows, labels, SegmentationConfig.IGNORED);
    }

    @Override
    public Map<String, Tensor> lossParts() {
        return Collections.unmodifiableMap(parts);
    }

    @Override
    public void setBatch(SegmentationBatch batch) {
        image.set(batch.images());
        labels.set(batch.labels());
    }
}
