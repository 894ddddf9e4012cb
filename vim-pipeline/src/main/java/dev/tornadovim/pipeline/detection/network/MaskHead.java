package dev.tornadovim.pipeline.detection.network;

import dev.tornadovim.kernels.op.activation.Relu;
import dev.tornadovim.kernels.op.pool.SelectChannel;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.detection.DetectionConfig.Masks;
import dev.tornadovim.pipeline.layer.ConvLayer;
import dev.tornadovim.pipeline.layer.DeconvLayer;
import dev.tornadovim.pipeline.layer.InitialValue;
import dev.tornadovim.pipeline.layer.Parameters;
import dev.tornadovim.pipeline.model.DecayRule;

import java.util.ArrayList;
import java.util.List;

/**
 * The mask head (He et al., "Mask R-CNN", 2017; Detectron2's {@code MaskRCNNConvUpsampleHead}):
 * features of a box, convolutions with norm, a transposed convolution that doubles the side, and a
 * mask for each class, of which the box's own counts.
 */
public final class MaskHead {

    private static final String PREFIX = "roi_heads.mask_head.";
    private static final InitialValue PREDICTOR = InitialValue.normal(0.001);

    private final Masks config;
    private final Parameters parameters = new Parameters("mask", "");
    private final List<NormedConv> convolutions = new ArrayList<>();
    private final DeconvLayer deconv;
    private final ConvLayer predictor;

    /**
     * Allocates the parameters, zeroed.
     *
     * @param in channels of the pyramid
     * @param decay whether norms have weight decay
     */
    public MaskHead(Masks config, int in, int classes, DecayRule decay) {
        this.config = config;
        int channels = in;
        int out = config.channels();
        for (int i = 1; i <= config.convolutions(); i++) {
            InitialValue he = ConvLayer.heNormal(out, 3);
            convolutions.add(
                    NormedConv.declare(
                            parameters, PREFIX + "mask_fcn" + i, channels, out, 3, he, decay));
            channels = out;
        }
        // The weight's first dimension counts as outgoing, also in a transposed convolution.
        InitialValue he = ConvLayer.heNormal(channels, 2);
        deconv =
                DeconvLayer.declare(
                        parameters, PREFIX + "deconv", channels, out, he, InitialValue.ZEROS, true);
        predictor =
                ConvLayer.declare(
                        parameters, PREFIX + "predictor", out, classes, 1, PREDICTOR, true);
    }

    /** All parameters. */
    public Parameters parameters() {
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
        for (NormedConv convolution : convolutions) {
            x = Relu.apply(builder, convolution.apply(builder, x));
        }
        x = Relu.apply(builder, deconv.apply(builder, x));
        Tensor all = predictor.apply(builder, x);
        Shape pixels = Shape.of(all.dim(0), all.dim(1) * all.dim(2), all.columns());
        return SelectChannel.apply(builder, all.reshape(pixels), labels);
    }
}
