package dev.tornadovim.pipeline.segmentation;

import dev.tornadovim.kernels.op.drop.DropKeys;
import dev.tornadovim.kernels.op.drop.Dropout2d;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.model.VimModel;

/** Dropout of channels, then a class for each position: {@code conv_seg} of mmsegmentation's heads. */
final class Classifier {

    private Classifier() {}

    static Tensor apply(
            ProgramBuilder builder, Part part, String head, float dropout, Tensor features) {
        Tensor x = features;
        if (builder.training() && dropout > 0) {
            Tensor key = builder.input(VimModel.RANDOM_KEY + "dropout." + head, DropKeys.SHAPE);
            x = Dropout2d.apply(builder, features, dropout, key);
        }
        return part.convolution(builder, "conv_seg", x);
    }
}
