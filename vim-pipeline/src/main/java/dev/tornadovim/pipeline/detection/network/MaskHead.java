package dev.tornadovim.pipeline.detection.network;

import dev.tornadovim.kernels.op.activation.Relu;
import dev.tornadovim.kernels.op.pool.SelectChannel;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.detection.DetectionConfig.Masks;
import dev.tornadovim.pipeline.model.DecayRule;

/**
 * The mask head (He et al., "Mask R-CNN", 2017; Detectron2's {@code MaskRCNNConvUpsampleHead}):
 * features of a box, convolutions with norm, a transposed convolution that doubles the side, and a
 * mask for each class, of which the box's own counts.
 */
public final class MaskHead {

    private static final String PREFIX = "roi_heads.mask_head.";

    private final Masks config;
    private final ParameterBlock parameters;

    /**
     * Allocates the parameters, zeroed.
     *
     * @param in channels of the pyramid
     * @param decay whether norms have weight decay
     */
    public MaskHead(Masks config, int in, int classes, DecayRule decay) {
        this.config = config;
        int channels = in;
        var block = ParameterBlock.withoutPrefix("mask");
        for (int i = 1; i <= config.convolutions(); i++) {
            Layers.declareNormedConv(
                    block, PREFIX + "mask_fcn" + i, channels, config.channels(), 3, decay);
            channels = config.channels();
        }
        Layers.declareDeconv(block, PREFIX + "deconv", channels, config.channels());
        Layers.declareConv(block, PREFIX + "predictor", config.channels(), classes, 1);
        parameters = block.build();
    }

    /** All parameters. */
    public ParameterBlock parameters() {
        return parameters;
    }

    /**
     * Appends one stage.
     *
     * @param boxes [boxes, 6] as {@code RoiAlign} takes them
     * @param labels class of each box, [boxes]; negative for none
     * @return logits of the pixels of each box's mask, [boxes, side · side], row after row
     */
    public Tensor apply(
            ProgramBuilder builder, RegionFeatures features, Tensor boxes, Tensor labels) {
        return builder.stage("mask", () -> predict(builder, features, boxes, labels));
    }

    private Tensor predict(
            ProgramBuilder builder, RegionFeatures features, Tensor boxes, Tensor labels) {
        Tensor x = features.pool(builder, boxes, config.resolution());
        for (int i = 1; i <= config.convolutions(); i++) {
            x =
                    Relu.apply(
                            builder,
                            Layers.normedConv(builder, parameters, PREFIX + "mask_fcn" + i, x));
        }
        x = Relu.apply(builder, Layers.deconv(builder, parameters, PREFIX + "deconv", x));
        Tensor all = Layers.conv(builder, parameters, PREFIX + "predictor", x);
        Shape pixels = Shape.of(all.dim(0), all.dim(1) * all.dim(2), all.columns());
        return SelectChannel.apply(builder, all.reshape(pixels), labels);
    }
}
