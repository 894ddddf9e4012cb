package dev.tornadovim.pipeline.segmentation;

import dev.tornadovim.kernels.op.activation.Relu;
import dev.tornadovim.kernels.op.batchnorm.BatchNorm;
import dev.tornadovim.kernels.op.conv2d.Conv2d;
import dev.tornadovim.kernels.op.conv2d.ConvTranspose2x2;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.Optional;

/**
 * The layers of one part of the network under mmcv's names: weights, which are trained, and the
 * running statistics of its norms, which training changes without gradients. Weight decay acts on the
 * weights of convolutions alone, as mmsegmentation's layer decay constructor has it.
 */
final class Part {

    private static final float EPS = 1e-5f;
    private static final float MOMENTUM = 0.1f;

    private final ParameterBlock weights;
    private final Optional<ParameterBlock> statistics;

    private Part(ParameterBlock weights, Optional<ParameterBlock> statistics) {
        this.weights = weights;
        this.statistics = statistics;
    }

    /** Starts a part whose tensors are called {@code prefix + name}. */
    static Builder named(String name, String prefix) {
        return new Builder(name, prefix);
    }

    ParameterBlock weights() {
        return weights;
    }

    Optional<ParameterBlock> statistics() {
        return statistics;
    }

    /** A convolution of stride 1 that keeps the size, with a bias. */
    Tensor convolution(ProgramBuilder builder, String name, Tensor x) {
        return convolution(builder, name, x, weights.get(name + ".bias"));
    }

    private Tensor convolution(ProgramBuilder builder, String name, Tensor x, Tensor bias) {
        Tensor weight = weights.get(name + ".weight");
        return Conv2d.apply(builder, x, weight, bias, 1, weight.dim(2) / 2);
    }

    /** mmcv's {@code ConvModule}: convolution without bias, batch norm, ReLU. */
    Tensor convolutionNormRelu(ProgramBuilder builder, String name, Tensor x) {
        Tensor y = convolution(builder, name + ".conv", x, null);
        return Relu.apply(builder, norm(builder, name + ".bn", y));
    }

    /** A transposed convolution of kernel 2 and stride 2, which doubles the size. */
    Tensor transposed(ProgramBuilder builder, String name, Tensor x) {
        return ConvTranspose2x2.apply(
                builder, x, weights.get(name + ".weight"), weights.get(name + ".bias"));
    }

    /** Batch norm: with the batch's statistics in training, otherwise with the running ones. */
    Tensor norm(ProgramBuilder builder, String name, Tensor x) {
        ParameterBlock running = statistics.orElseThrow();
        return BatchNorm.apply(
                builder,
                x,
                weights.get(name + ".weight"),
                weights.get(name + ".bias"),
                running.get(name + ".running_mean"),
                running.get(name + ".running_var"),
                EPS,
                MOMENTUM);
    }

    /** Collects the layers of a part. */
    static final class Builder {

        private final ParameterBlock.Builder weights;
        private final ParameterBlock.Builder statistics;
        private boolean norms;

        private Builder(String name, String prefix) {
            weights = ParameterBlock.prefixed(name, prefix);
            statistics = ParameterBlock.prefixed(name + ".statistics", prefix);
        }

        Builder convolution(String name, int in, int out, int kernel) {
            weights.add(name + ".weight", Shape.of(out, in, kernel, kernel), true)
                    .add(name + ".bias", Shape.of(out), false);
            return this;
        }

        Builder convolutionNormRelu(String name, int in, int out, int kernel) {
            weights.add(name + ".conv.weight", Shape.of(out, in, kernel, kernel), true);
            return norm(name + ".bn", out);
        }

        Builder transposed(String name, int in, int out) {
            weights.add(name + ".weight", Shape.of(in, out, 2, 2), true)
                    .add(name + ".bias", Shape.of(out), false);
            return this;
        }

        Builder norm(String name, int channels) {
            weights.add(name + ".weight", Shape.of(channels), false)
                    .add(name + ".bias", Shape.of(channels), false);
            statistics
                    .add(name + ".running_mean", Shape.of(channels), false)
                    .add(name + ".running_var", Shape.of(channels), false);
            norms = true;
            return this;
        }

        Part build() {
            return new Part(
                    weights.build(), norms ? Optional.of(statistics.build()) : Optional.empty());
        }
    }
}
