package dev.tornadovim.kernels.op.conv1d;

import dev.tornadovim.kernels.op.scan.Direction;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;

/** Sizes of a causal convolution; {@code reverse} has bit d set where direction d is reversed. */
record ConvShape(int directions, int batch, int tokens, int channels, int width, int reverse) {

    static ConvShape of(
            Tensor x, List<Direction> directions, List<Tensor> weights, List<Tensor> biases) {
        int count = directions.size();
        if (x.shape().rank() != 3) {
            throw new IllegalArgumentException(
                    "conv1d takes x [batch, tokens, channels], got " + x);
        }
        if (count == 0 || weights.size() != count || biases.size() != count) {
            throw new IllegalArgumentException(
                    "conv1d takes a weight and a bias for each direction, got "
                            + count
                            + " directions, "
                            + weights.size()
                            + " weights, "
                            + biases.size()
                            + " biases");
        }
        int channels = x.columns();
        int width = weights.getFirst().columns();
        for (int d = 0; d < count; d++) {
            expect(weights.get(d), Shape.of(channels, 1, width));
            expect(biases.get(d), Shape.of(channels));
        }
        return new ConvShape(
                count, x.dim(0), x.dim(1), channels, width, Direction.bits(directions));
    }

    private static void expect(Tensor parameter, Shape shape) {
        if (!parameter.shape().equals(shape) || !parameter.isContiguous()) {
            throw new IllegalArgumentException(
                    "conv1d takes a contiguous parameter " + shape + ", got " + parameter);
        }
    }

    boolean isReverse(int direction) {
        return (reverse >> direction & 1) == 1;
    }
}
