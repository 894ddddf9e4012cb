package dev.tornadovim.kernels.op.conv1d;

import static dev.tornadovim.kernels.op.scan.Direction.FORWARD;
import static dev.tornadovim.kernels.op.scan.Direction.REVERSE;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tornadovim.kernels.contract.OpCase;
import dev.tornadovim.kernels.contract.OpContract;
import dev.tornadovim.kernels.op.Reference;
import dev.tornadovim.kernels.op.scan.Direction;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.Stream;

class CausalConv1dTest extends OpContract {

    private static final List<Direction> BOTH = List.of(FORWARD, REVERSE);

    @Override
    protected Stream<OpCase> cases() {
        return Stream.of(
                of(List.of(FORWARD), 1, 1, 1, 4),
                of(BOTH, 3, 2, 5, 4),
                of(BOTH, 1, 3, 33, 4),
                of(List.of(REVERSE), 3, 17, 16, 4),
                of(List.of(REVERSE, FORWARD), 1, 17, 7, 1),
                of(BOTH, 3, 197, 19, 3),
                of(BOTH, 1, 730, 40, 4),
                columns(3, 66, 35, 4));
    }

    @Override
    protected Stream<OpCase> manyRows() {
        return Stream.of(of(BOTH, 2, 35_000, 3, 4));
    }

    @Override
    protected Stream<OpCase> smallCases() {
        return Stream.of(
                of(BOTH, 2, 5, 3, 4), of(List.of(REVERSE), 1, 2, 2, 4), columns(2, 4, 3, 2));
    }

    private static OpCase of(
            List<Direction> directions, int batch, int tokens, int channels, int width) {
        int count = directions.size();
        OpCase op =
                OpCase.of(
                                directions
                                        + " "
                                        + batch
                                        + "x"
                                        + tokens
                                        + "x"
                                        + channels
                                        + " width "
                                        + width,
                                new CausalConv1dReference(
                                        directions, batch, tokens, channels, width),
                                (builder, in) ->
                                        List.of(
                                                CausalConv1d.apply(
                                                        builder,
                                                        in.get(0),
                                                        directions,
                                                        in.subList(1, 1 + count),
                                                        in.subList(1 + count, 1 + 2 * count))))
                        .input("x", -2.0, 2.0, batch, tokens, channels)
                        .reducing(batch * tokens);
        for (int d = 0; d < count; d++) {
            op.input("w" + d, channels, 1, width);
        }
        for (int d = 0; d < count; d++) {
            op.input("b" + d, channels);
        }
        return op;
    }

    /** Two convolutions with the same weights, each over one half of the columns of their input. */
    private static OpCase columns(int batch, int tokens, int channels, int width) {
        var half = new CausalConv1dReference(List.of(REVERSE), batch, tokens, channels, width);
        return OpCase.of(
                        "column views " + batch + "x" + tokens + "x" + channels,
                        new HalvesReference(half, channels),
                        (builder, in) -> {
                            Tensor xz = in.get(0);
                            return Stream.of(0, channels)
                                    .map(from -> xz.columns(from, from + channels))
                                    .map(
                                            x ->
                                                    CausalConv1d.apply(
                                                            builder,
                                                            x,
                                                            List.of(REVERSE),
                                                            in.subList(1, 2),
                                                            in.subList(2, 3)))
                                    .toList();
                        })
                .input("xz", batch, tokens, 2 * channels)
                .input("w", channels, 1, width)
                .input("b", channels)
                .reducing(2 * batch * tokens);
    }

    private record HalvesReference(Reference half, int channels) implements Reference {

        private double[][] part(double[][] inputs, int which) {
            double[] x = new double[inputs[0].length / 2];
            for (int i = 0; i < x.length; i++) {
                x[i] = inputs[0][index(i, which)];
            }
            return new double[][] {x, inputs[1], inputs[2]};
        }

        private int index(int i, int which) {
            return (2 * (i / channels) + which) * channels + i % channels;
        }

        @Override
        public double[][] forward(double[][] inputs) {
            return new double[][] {
                half.forward(part(inputs, 0))[0], half.forward(part(inputs, 1))[0]
            };
        }

        @Override
        public double[][] backward(double[][] inputs, double[][] outputGradients) {
            double[][] all = new double[3][];
            for (int i = 0; i < 3; i++) {
                all[i] = new double[inputs[i].length];
            }
            for (int which = 0; which < 2; which++) {
                double[][] seed = {outputGradients[which]};
                double[][] one = half.backward(part(inputs, which), seed);
                for (int i = 0; i < one[0].length; i++) {
                    all[0][index(i, which)] += one[0][i];
                }
                for (int p = 1; p < 3; p++) {
                    for (int i = 0; i < one[p].length; i++) {
                        all[p][i] += one[p][i];
                    }
                }
            }
            return all;
        }
    }

    @Test
    void refusesWeightsOfAnotherShape() {
        ProgramBuilder builder = new ProgramBuilder(false);
        Tensor x = builder.input("x", Shape.of(1, 5, 8));
        Tensor w = builder.input("w", Shape.of(7, 1, 4));
        Tensor b = builder.input("b", Shape.of(8));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                CausalConv1d.apply(
                                        builder, x, List.of(FORWARD), List.of(w), List.of(b)))
                .withMessage("conv1d takes a contiguous parameter [8, 1, 4], got w[7, 1, 4]");
    }
}
