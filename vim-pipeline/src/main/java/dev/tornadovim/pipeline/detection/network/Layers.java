package dev.tornadovim.pipeline.detection.network;

import dev.tornadovim.kernels.op.conv2d.Conv2d;
import dev.tornadovim.kernels.op.conv2d.ConvTranspose2x2;
import dev.tornadovim.kernels.op.layernorm.LayerNorm;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.model.DecayRule;

/**
 * Layers as Detectron2 names their parameters: a convolution with a norm has {@code name.weight},
 * {@code name.norm.weight}, {@code name.norm.bias} and no bias of its own. Norms act over the
 * channels of each place; whether they have weight decay is the {@link DecayRule}'s choice.
 */
final class Layers {

    private static final float NORM_EPS = 1e-6f;

    private Layers() {}

    static void declareConv(
            ParameterBlock.Builder block, String name, int in, int out, int kernel) {
        block.add(name + ".weight", Shape.of(out, in, kernel, kernel), true)
                .add(name + ".bias", Shape.of(out), true);
    }

    static void declareNormedConv(
            ParameterBlock.Builder block,
            String name,
            int in,
            int out,
            int kernel,
            DecayRule decay) {
        block.add(name + ".weight", Shape.of(out, in, kernel, kernel), true);
        declareNorm(block, name + ".norm", out, decay);
    }

    static void declareNorm(
            ParameterBlock.Builder block, String name, int channels, DecayRule decay) {
        block.add(name + ".weight", Shape.of(channels), decay.vectors())
                .add(name + ".bias", Shape.of(channels), decay.vectors());
    }

    static void declareDeconv(ParameterBlock.Builder block, String name, int in, int out) {
        block.add(name + ".weight", Shape.of(in, out, 2, 2), true)
                .add(name + ".bias", Shape.of(out), true);
    }

    static void declareLinear(ParameterBlock.Builder block, String name, int in, int out) {
        block.add(name + ".weight", Shape.of(out, in), true)
                .add(name + ".bias", Shape.of(out), true);
    }

    /** A convolution that keeps the size of the map. */
    static Tensor conv(ProgramBuilder builder, ParameterBlock p, String name, Tensor x) {
        Tensor weight = p.get(name + ".weight");
        return Conv2d.apply(builder, x, weight, p.get(name + ".bias"), 1, weight.dim(2) / 2);
    }

    /** A convolution that keeps the size of the map, then layer norm. */
    static Tensor normedConv(ProgramBuilder builder, ParameterBlock p, String name, Tensor x) {
        Tensor weight = p.get(name + ".weight");
        Tensor y = Conv2d.apply(builder, x, weight, null, 1, weight.dim(2) / 2);
        return norm(builder, p, name + ".norm", y);
    }

    static Tensor norm(ProgramBuilder builder, ParameterBlock p, String name, Tensor x) {
        return LayerNorm.apply(
                builder, x, p.get(name + ".weight"), p.get(name + ".bias"), NORM_EPS);
    }

    /** A transposed convolution that doubles the size of the map. */
    static Tensor deconv(ProgramBuilder builder, ParameterBlock p, String name, Tensor x) {
        return ConvTranspose2x2.apply(builder, x, p.get(name + ".weight"), p.get(name + ".bias"));
    }
}
