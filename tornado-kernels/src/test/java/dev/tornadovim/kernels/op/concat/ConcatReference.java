package dev.tornadovim.kernels.op.concat;

import dev.tornadovim.kernels.op.Reference;

/** {@link Concat} in plain loops. */
public record ConcatReference(int rows, int... columns) implements Reference {

    /** Called for every value, by the input it is in and its indices there and in the output. */
    private interface Value {
        void at(int input, int from, int to);
    }

    private void values(Value value) {
        int to = 0;
        for (int row = 0; row < rows; row++) {
            for (int input = 0; input < columns.length; input++) {
                for (int column = 0; column < columns[input]; column++) {
                    value.at(input, row * columns[input] + column, to++);
                }
            }
        }
    }

    @Override
    public double[][] forward(double[][] inputs) {
        int all = 0;
        for (double[] input : inputs) {
            all += input.length;
        }
        double[] y = new double[all];
        values((input, from, to) -> y[to] = inputs[input][from]);
        return new double[][] {y};
    }

    @Override
    public double[][] backward(double[][] inputs, double[][] outputGradients) {
        double[][] gradients = new double[inputs.length][];
        for (int i = 0; i < inputs.length; i++) {
            gradients[i] = new double[inputs[i].length];
        }
        values((input, from, to) -> gradients[input][from] = outputGradients[0][to]);
        return gradients;
    }
}
