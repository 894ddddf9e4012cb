package dev.tornadovim.pipeline.segmentation;

import dev.tornadovim.kernels.op.drop.DropKeys;
import dev.tornadovim.kernels.op.drop.Dropout2d;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.layer.ConvLayer;
import dev.tornadovim.pipeline.model.Network;

/** Dropout of channels, then a class for each position: {@code conv_seg} of mmsegmentation's heads. */
record ClassifierLayer(String head, float dropout, ConvLayer convolution) {

    private static final double STD = 0.01;

    /** Declares the layer of a head. */
    static ClassifierLayer declare(Part part, String head, int in, SegmentationConfig config) {
        return new ClassifierLayer(
                head, config.dropout(), part.convolution("conv_seg", in, config.classes(), 1, STD));
    }

    Tensor apply(ProgramBuilder builder, Tensor features) {
        Tensor x = features;
        if (builder.training() && dropout > 0) {
            Tensor key = builder.input(Network.RANDOM_KEY + "dropout." + head, DropKeys.SHAPE);
            x = Dropout2d.apply(builder, features, dropout, key);
        }
        return convolution.apply(builder, x);
    }
}
