package dev.tornadovim.pipeline.layer;

import dev.tornadovim.kernels.op.conv2d.ConvTranspose2x2;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.layer.Parameters.Parameter;

/**
 * A transposed convolution of kernel 2 and stride 2, which doubles the size of the map.
 *
 * @param weight [in, out, 2, 2]
 * @param bias [out]
 */
public record DeconvLayer(Parameter weight, Parameter bias) {

    /** Declares {@code name.weight}, which weight decay acts on, and {@code name.bias}. */
    public static DeconvLayer declare(
            Parameters p,
            String name,
            int in,
            int out,
            InitialValue weight,
            InitialValue bias,
            boolean biasDecay) {
        return new DeconvLayer(
                p.add(name + ".weight", Shape.of(in, out, 2, 2), true, weight),
                p.add(name + ".bias", Shape.of(out), biasDecay, bias));
    }

    /** The same with PyTorch's initial values, which take the second dimension for the inputs. */
    public static DeconvLayer declare(
            Parameters p, String name, int in, int out, boolean biasDecay) {
        InitialValue uniform = InitialValue.uniformByInputs(4 * out);
        return declare(p, name, in, out, uniform, uniform, biasDecay);
    }

    /** Appends the layer: [batch, height, width, in] to [batch, 2 · height, 2 · width, out]. */
    public Tensor apply(ProgramBuilder builder, Tensor x) {
        return ConvTranspose2x2.apply(builder, x, weight.tensor(), bias.tensor());
    }
}
