package dev.tornadovim.pipeline.segmentation;

import dev.tornadovim.kernels.op.activation.Relu;
import dev.tornadovim.kernels.op.batchnorm.BatchNorm;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.layer.ConvLayer;
import dev.tornadovim.pipeline.layer.DeconvLayer;
import dev.tornadovim.pipeline.layer.InitialValue;
import dev.tornadovim.pipeline.layer.Parameters;
import dev.tornadovim.pipeline.layer.Parameters.Parameter;

import java.util.Optional;

/**
 * Declares the layers of one part of the network under mmcv's names: weights, which are trained, and
 * the running statistics of its norms, which training changes without gradients. Weight decay acts on
 * the weights of convolutions alone, as mmsegmentation's layer decay constructor has it. Initial values
 * are those of mmsegmentation 0.29.
 */
final class Part {

    private static final float EPS = 1e-5f;
    private static final float MOMENTUM = 0.1f;

    private final Parameters weights;
    private final Parameters statistics;
    private boolean norms;

    /** Starts a part whose tensors are called {@code prefix + name}. */
    Part(String name, String prefix) {
        weights = new Parameters(name, prefix);
        statistics = new Parameters(name + ".statistics", prefix);
    }

    ParameterBlock weights() {
        return weights.block();
    }

    Optional<ParameterBlock> statistics() {
        return norms ? Optional.of(statistics.block()) : Optional.empty();
    }

    /** Sets weights and statistics to their initial values. */
    void initialize(long seed) {
        weights.initialize(seed);
        if (norms) {
            statistics.initialize(seed);
        }
    }

    /** A convolution with a bias; the weight is normal with a standard deviation. */
    ConvLayer convolution(String name, int in, int out, int kernel, double std) {
        return ConvLayer.declare(weights, name, in, out, kernel, InitialValue.normal(std), false);
    }

    /** mmcv's {@code ConvModule}: convolution without bias, batch norm, ReLU. */
    ConvModule convolutionNormRelu(String name, int in, int out, int kernel) {
        return new ConvModule(
                ConvLayer.withoutBias(
                        weights, name + ".conv", in, out, kernel, ConvLayer.heNormal(out, kernel)),
                norm(name + ".bn", out));
    }

    /** A transposed convolution, which doubles the size. */
    DeconvLayer transposed(String name, int in, int out) {
        return DeconvLayer.declare(weights, name, in, out, false);
    }

    /** Batch norm. */
    Norm norm(String name, int channels) {
        norms = true;
        Shape shape = Shape.of(channels);
        return new Norm(
                weights.add(name + ".weight", shape, false, InitialValue.ONES),
                weights.add(name + ".bias", shape, false, InitialValue.ZEROS),
                statistics.add(name + ".running_mean", shape, false, InitialValue.ZEROS),
                statistics.add(name + ".running_var", shape, false, InitialValue.ONES));
    }

    /** Batch norm: with the batch's statistics in training, otherwise with the running ones. */
    record Norm(Parameter weight, Parameter bias, Parameter mean, Parameter variance) {

        Tensor apply(ProgramBuilder builder, Tensor x) {
            return BatchNorm.apply(
                    builder,
                    x,
                    weight.tensor(),
                    bias.tensor(),
                    mean.tensor(),
                    variance.tensor(),
                    EPS,
                    MOMENTUM);
        }
    }

    /** Convolution, batch norm, ReLU. */
    record ConvModule(ConvLayer conv, Norm norm) {

        Tensor apply(ProgramBuilder builder, Tensor x) {
            return Relu.apply(builder, norm.apply(builder, conv.apply(builder, x)));
        }
    }
}
