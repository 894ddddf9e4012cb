package dev.tornadovim.pipeline.segmentation;

import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * The auxiliary head: one convolution and a classifier on a single map (Long et al., "Fully
 * Convolutional Networks for Semantic Segmentation", 2015; mmsegmentation, {@code fcn_head.py} with
 * one convolution and no concatenated input). Only training needs it.
 */
final class FcnHead {

    /** The map of the pyramid that it sees. */
    static final int LEVEL = 2;

    private static final String NAME = "auxiliary_head";

    private final float dropout;
    private final Part part;

    FcnHead(SegmentationConfig config) {
        dropout = config.dropout();
        int channels = config.auxiliaryChannels();
        part =
                Part.named(NAME, NAME + ".")
                        .convolution("conv_seg", channels, config.classes(), 1)
                        .convolutionNormRelu("convs.0", config.backbone().dModel(), channels, 3)
                        .build();
    }

    Part part() {
        return part;
    }

    /** Logits [batch, height, width, classes] of a map [batch, height, width, D]. */
    Tensor apply(ProgramBuilder builder, Tensor map) {
        Tensor x = part.convolutionNormRelu(builder, "convs.0", map);
        return Classifier.apply(builder, part, NAME, dropout, x);
    }
}
