package dev.tornadovim.pipeline.detection;

import dev.tornadovim.kernels.op.elementwise.Add;
import dev.tornadovim.kernels.op.loss.LabelCrossEntropy;
import dev.tornadovim.kernels.op.loss.SigmoidCrossEntropy;
import dev.tornadovim.kernels.op.loss.SmoothL1;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.detection.network.BoxHead;
import dev.tornadovim.pipeline.detection.network.ProposalHead;
import dev.tornadovim.pipeline.detection.region.AnchorTargets;
import dev.tornadovim.pipeline.detection.region.BoxTargets;
import dev.tornadovim.pipeline.detection.region.MaskTargets;
import dev.tornadovim.pipeline.detection.region.TrainingRegions;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The losses of Cascade Mask R-CNN, each with weight 1 and the name and normalisation that it has in
 * Detectron2: anchors by the size of the sample, boxes by the number of boxes, masks by the number of
 * pixels. Offsets have the L1 loss.
 */
final class DetectionLosses {

    private static final int IGNORED = -1;
    private static final float L1 = 0;

    private DetectionLosses() {}

    /** Appends a stage with all losses, each [1]. */
    static Map<String, Tensor> parts(
            ProgramBuilder builder, DetectionHeads.Outputs outputs, TrainingRegions regions) {
        return builder.stage(
                "losses",
                () -> {
                    Map<String, Tensor> parts = new LinkedHashMap<>();
                    proposals(builder, outputs.proposals(), regions.anchorTargets(), parts);
                    for (int k = 0; k < outputs.boxes().size(); k++) {
                        boxes(builder, outputs.boxes().get(k), regions.boxTargets(k), k, parts);
                    }
                    parts.put("loss_mask", masks(builder, outputs.masks(), regions.maskTargets()));
                    return parts;
                });
    }

    /** Appends a stage with the sum, [1]. */
    static Tensor sum(ProgramBuilder builder, Map<String, Tensor> parts) {
        return builder.stage(
                "loss",
                () ->
                        parts.values().stream()
                                .reduce((a, b) -> Add.apply(builder, a, b))
                                .orElseThrow());
    }

    private static void proposals(
            ProgramBuilder builder,
            ProposalHead.Prediction prediction,
            AnchorTargets targets,
            Map<String, Tensor> parts) {
        parts.put(
                "loss_rpn_cls",
                SigmoidCrossEntropy.apply(
                        builder,
                        flat(prediction.logits()),
                        targets.objectness(),
                        targets.objectnessWeights(),
                        targets.normaliser()));
        parts.put(
                "loss_rpn_loc",
                SmoothL1.apply(
                        builder,
                        flat(prediction.deltas()),
                        targets.deltas(),
                        targets.deltaWeights(),
                        targets.normaliser(),
                        L1));
    }

    private static void boxes(
            ProgramBuilder builder,
            BoxHead.Prediction prediction,
            BoxTargets targets,
            int stage,
            Map<String, Tensor> parts) {
        parts.put(
                "loss_cls_stage" + stage,
                LabelCrossEntropy.apply(builder, prediction.logits(), targets.labels(), IGNORED));
        parts.put(
                "loss_box_reg_stage" + stage,
                SmoothL1.apply(
                        builder,
                        flat(prediction.deltas()),
                        targets.deltas(),
                        targets.deltaWeights(),
                        targets.normaliser(),
                        L1));
    }

    private static Tensor masks(ProgramBuilder builder, Tensor logits, MaskTargets targets) {
        return SigmoidCrossEntropy.apply(
                builder, flat(logits), targets.pixels(), targets.weights(), targets.normaliser());
    }

    private static Tensor flat(Tensor tensor) {
        return tensor.reshape(Shape.of(tensor.size()));
    }
}
