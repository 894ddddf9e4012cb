package dev.tornadovim.kernels.op.direction;

import dev.tornadovim.kernels.op.Reference;

/** {@link DirectionSum} in plain loops. */
public record DirectionSumReference(int directions, double scale) implements Reference {

    @Override
    public double[][] forward(double[][] inputs) {
        double[] x = inputs[0];
        double[] y = new double[x.length / directions];
        for (int i = 0; i < x.length; i++) {
            y[i % y.length] += scale * x[i];
        }
        return new double[][] {y};
    }

    @Override
    public double[][] backward(double[][] inputs, double[][] outputGradients) {
        double[] dy = outputGradients[0];
        double[] dx = new double[dy.length * directions];
        for (int i = 0; i < dx.length; i++) {
            dx[i] = scale * dy[i % dy.length];
        }
        return new double[][] {dx};
    }
}
