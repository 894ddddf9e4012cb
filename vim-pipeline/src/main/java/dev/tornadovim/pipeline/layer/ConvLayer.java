package dev.tornadovim.pipeline.layer;

import dev.tornadovim.kernels.op.conv2d.Conv2d;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.layer.Parameters.Parameter;

/**
 * A convolution of stride 1 that keeps the size of the map.
 *
 * @param weight [out, in, kernel, kernel]
 * @param bias [out], or null
 */
public record ConvLayer(Parameter weight, Parameter bias) {

    /** Declares {@code name.weight}, which weight decay acts on, and {@code name.bias}, which is zero. */
    public static ConvLayer declare(
            Parameters p,
            String name,
            int in,
            int out,
            int kernel,
            InitialValue weight,
            boolean biasDecay) {
        return new ConvLayer(
                withoutBias(p, name, in, out, kernel, weight).weight,
                p.add(name + ".bias", Shape.of(out), biasDecay, InitialValue.ZEROS));
    }

    /** Declares {@code name.weight} alone. */
    public static ConvLayer withoutBias(
            Parameters p, String name, int in, int out, int kernel, InitialValue weight) {
        Shape shape = Shape.of(out, in, kernel, kernel);
        return new ConvLayer(p.add(name + ".weight", shape, true, weight), null);
    }

    /** He's normal by outgoing connections (He et al., 2015). */
    public static InitialValue heNormal(int out, int kernel) {
        return InitialValue.normal(Math.sqrt(2.0 / (out * kernel * kernel)));
    }

    /** Appends the layer to a program: [batch, height, width, in] to [batch, height, width, out]. */
    public Tensor apply(ProgramBuilder builder, Tensor x) {
        Tensor w = weight.tensor();
        return Conv2d.apply(builder, x, w, bias == null ? null : bias.tensor(), 1, w.dim(2) / 2);
    }
}
