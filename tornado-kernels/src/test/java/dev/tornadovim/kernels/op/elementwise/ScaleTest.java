package dev.tornadovim.kernels.op.elementwise;

import dev.tornadovim.kernels.contract.OpCase;
import dev.tornadovim.kernels.contract.OpContract;
import dev.tornadovim.kernels.op.Reference;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

class ScaleTest extends OpContract {

    private record Product(double factor, double gradientFactor) implements Reference {
        @Override
        public double[][] forward(double[][] inputs) {
            return new double[][] {scaled(inputs[0], factor)};
        }

        @Override
        public double[][] backward(double[][] inputs, double[][] outputGradients) {
            return new double[][] {scaled(outputGradients[0], gradientFactor)};
        }

        private static double[] scaled(double[] values, double factor) {
            return Arrays.stream(values).map(v -> factor * v).toArray();
        }
    }

    @Override
    protected Stream<OpCase> cases() {
        return Stream.of(
                of(0.5f, 1), of(-3f, 3, 17, 7), of(1.7f, 1, 197, 192), ofGradient(0.25f, 3, 17, 7));
    }

    @Override
    protected Stream<OpCase> smallCases() {
        return Stream.of(of(0.3f, 2, 3));
    }

    private static OpCase of(float factor, int... dims) {
        return OpCase.of(
                        factor + " x " + Arrays.toString(dims),
                        new Product(factor, factor),
                        (builder, in) -> List.of(Scale.apply(builder, in.get(0), factor)))
                .input("x", dims);
    }

    private static OpCase ofGradient(float factor, int... dims) {
        return OpCase.of(
                        "x, gradient times " + factor,
                        new Product(1, factor),
                        (builder, in) -> List.of(Scale.applyToGradient(builder, in.get(0), factor)))
                .input("x", dims);
    }
}
