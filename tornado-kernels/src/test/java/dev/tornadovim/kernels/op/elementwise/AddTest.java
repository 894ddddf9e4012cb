package dev.tornadovim.kernels.op.elementwise;

import dev.tornadovim.kernels.contract.OpCase;
import dev.tornadovim.kernels.contract.OpContract;
import dev.tornadovim.kernels.op.Reference;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

class AddTest extends OpContract {

    private record Sum() implements Reference {
        @Override
        public double[][] forward(double[][] inputs) {
            double[] y = inputs[0].clone();
            for (int i = 0; i < y.length; i++) {
                y[i] += inputs[1][i];
            }
            return new double[][] {y};
        }

        @Override
        public double[][] backward(double[][] inputs, double[][] outputGradients) {
            return new double[][] {outputGradients[0].clone(), outputGradients[0].clone()};
        }
    }

    @Override
    protected Stream<OpCase> cases() {
        return Stream.of(of(1), of(3, 17, 7), of(1, 197, 192));
    }

    @Override
    protected Stream<OpCase> smallCases() {
        return Stream.of(of(2, 3));
    }

    private static OpCase of(int... dims) {
        return OpCase.of(
                        Arrays.toString(dims),
                        new Sum(),
                        (builder, in) -> List.of(Add.apply(builder, in.get(0), in.get(1))))
                .input("a", dims)
                .input("b", dims);
    }
}
