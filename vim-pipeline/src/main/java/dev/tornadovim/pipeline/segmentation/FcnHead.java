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

    private final Part part = new Part(NAME, NAME + ".");
    private final ClassifierLayer classifier;
    private final Part.ConvModule convolution;

    FcnHead(SegmentationConfig config) {
        int channels = config.auxiliaryChannels();
        classifier = ClassifierLayer.declare(part, NAME, channels, config);
        convolution = part.convolutionNormRelu("convs.0", config.backbone().dModel(), channels, 3);
    }

    Part part() {
        return part;
    }

    /** Logits [batch, height, width, classes] of a map [batch, height, width, D]. */
    Tensor apply(ProgramBuilder builder, Tensor map) {
        return classifier.apply(builder, convolution.apply(builder, map));
    }
}
