package dev.tornadovim.kernels.op.linear;

import dev.tornadovim.kernels.op.Reference;

/** {@link Linear} in plain loops; inputs are x, weight and, with a bias, the bias. */
public record LinearReference(int in, int out, boolean bias) implements Reference {

    @Override
    public double[][] forward(double[][] inputs) {
        double[] x = inputs[0];
        double[] weight = inputs[1];
        int rows = x.length / in;
        double[] y = new double[rows * out];
        for (int row = 0; row < rows; row++) {
            for (int o = 0; o < out; o++) {
                double sum = bias ? inputs[2][o] : 0;
                for (int i = 0; i < in; i++) {
                    sum += x[row * in + i] * weight[o * in + i];
                }
                y[row * out + o] = sum;
            }
        }
        return new double[][] {y};
    }

    @Override
    public double[][] backward(double[][] inputs, double[][] outputGradients) {
        double[] x = inputs[0];
        double[] weight = inputs[1];
        double[] dy = outputGradients[0];
        double[] dx = new double[x.length];
        double[] dWeight = new double[weight.length];
        double[] dBias = new double[out];
        for (int row = 0; row < x.length / in; row++) {
            for (int o = 0; o < out; o++) {
                double gradient = dy[row * out + o];
                dBias[o] += gradient;
                for (int i = 0; i < in; i++) {
                    dx[row * in + i] += gradient * weight[o * in + i];
                    dWeight[o * in + i] += gradient * x[row * in + i];
                }
            }
        }
        return bias ? new double[][] {dx, dWeight, dBias} : new double[][] {dx, dWeight};
    }
}
