package dev.tornadovim.pipeline.detection.network;

import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.layer.ConvLayer;
import dev.tornadovim.pipeline.layer.InitialValue;
import dev.tornadovim.pipeline.layer.NormLayer;
import dev.tornadovim.pipeline.layer.Parameters;
import dev.tornadovim.pipeline.model.DecayRule;

/**
 * A convolution that keeps the size of the map, then layer norm, as Detectron2 names their parameters:
 * {@code name.weight}, {@code name.norm.weight}, {@code name.norm.bias} and no bias of its own.
 */
record NormedConv(ConvLayer conv, NormLayer norm) {

    private static final float NORM_EPS = 1e-6f;

    static NormedConv declare(
            Parameters p,
            String name,
            int in,
            int out,
            int kernel,
            InitialValue weight,
            DecayRule decay) {
        return new NormedConv(
                ConvLayer.withoutBias(p, name, in, out, kernel, weight),
                norm(p, name + ".norm", out, decay));
    }

    /** A norm over the channels of each place; whether it has weight decay is the rule's choice. */
    static NormLayer norm(Parameters p, String name, int channels, DecayRule decay) {
        return NormLayer.declare(p, name, channels, decay.vectors(), NORM_EPS);
    }

    Tensor apply(ProgramBuilder builder, Tensor x) {
        return norm.apply(builder, conv.apply(builder, x));
    }
}
