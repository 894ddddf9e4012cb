package dev.tornadovim.kernels.op.pool;

import dev.tornadovim.kernels.op.Reference;

/** {@link MeanPool} in plain loops. */
public record MeanPoolReference(int batch, int tokens, int channels) implements Reference {

    @Override
    public double[][] forward(double[][] inputs) {
        double[] y = new double[batch * channels];
        for (int i = 0; i < inputs[0].length; i++) {
            y[to(i)] += inputs[0][i] / tokens;
        }
        return new double[][] {y};
    }

    @Override
    public double[][] backward(double[][] inputs, double[][] outputGradients) {
        double[] dx = new double[inputs[0].length];
        for (int i = 0; i < dx.length; i++) {
            dx[i] = outputGradients[0][to(i)] / tokens;
        }
        return new double[][] {dx};
    }

    private int to(int i) {
        return i / channels / tokens * channels + i % channels;
    }
}
