package dev.tornadovim.pipeline.layer;

import dev.tornadovim.kernels.op.linear.Linear;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.layer.Parameters.Parameter;

/**
 * A linear layer.
 *
 * @param weight [out, in]
 * @param bias [out], or null
 */
public record LinearLayer(Parameter weight, Parameter bias) {

    /** Declares {@code name.weight}, which weight decay acts on, and {@code name.bias}, which is zero. */
    public static LinearLayer declare(
            Parameters p, String name, int in, int out, InitialValue weight, boolean biasDecay) {
        return new LinearLayer(
                p.add(name + ".weight", Shape.of(out, in), true, weight),
                p.add(name + ".bias", Shape.of(out), biasDecay, InitialValue.ZEROS));
    }

    /** Declares {@code name.weight} alone. */
    public static LinearLayer withoutBias(
            Parameters p, String name, int in, int out, InitialValue weight) {
        return new LinearLayer(p.add(name + ".weight", Shape.of(out, in), true, weight), null);
    }

    /** Appends the layer to a program: [rows, in] to [rows, out]. */
    public Tensor apply(ProgramBuilder builder, Tensor x) {
        return Linear.apply(builder, x, weight.tensor(), bias == null ? null : bias.tensor());
    }
}
