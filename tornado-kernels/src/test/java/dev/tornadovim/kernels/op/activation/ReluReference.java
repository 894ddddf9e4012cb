package dev.tornadovim.kernels.op.activation;

import dev.tornadovim.kernels.op.Reference;

/** {@link Relu} in plain loops. */
public record ReluReference() implements Reference {

    @Override
    public double[][] forward(double[][] inputs) {
        double[] y = new double[inputs[0].length];
        for (int i = 0; i < y.length; i++) {
            y[i] = Math.max(inputs[0][i], 0);
        }
        return new double[][] {y};
    }

    @Override
    public double[][] backward(double[][] inputs, double[][] outputGradients) {
        double[] dx = new double[inputs[0].length];
        for (int i = 0; i < dx.length; i++) {
            dx[i] = inputs[0][i] > 0 ? outputGradients[0][i] : 0;
        }
        return new double[][] {dx};
    }
}
