package dev.tornadovim.pipeline.layer;

import dev.tornadovim.kernels.op.layernorm.LayerNorm;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.layer.Parameters.Parameter;

/**
 * Layer norm over the channels of each token or place; the identity at first.
 *
 * @param weight [channels]
 * @param bias [channels]
 * @param eps added to the variance
 */
public record NormLayer(Parameter weight, Parameter bias, float eps) {

    /** Declares {@code name.weight} and {@code name.bias}. */
    public static NormLayer declare(
            Parameters p, String name, int channels, boolean decay, float eps) {
        Shape shape = Shape.of(channels);
        return new NormLayer(
                p.add(name + ".weight", shape, decay, InitialValue.ONES),
                p.add(name + ".bias", shape, decay, InitialValue.ZEROS),
                eps);
    }

    /** Appends the layer to a program: [rows, channels] to the same shape. */
    public Tensor apply(ProgramBuilder builder, Tensor x) {
        return LayerNorm.apply(builder, x, weight.tensor(), bias.tensor(), eps);
    }
}
