package dev.tornadovim.kernels.op.pool;

import dev.tornadovim.kernels.op.Reference;

/** {@link MaxPool} in plain loops. */
public record MaxPoolReference(int batch, int tokens, int channels) implements Reference {

    @Override
    public double[][] forward(double[][] inputs) {
        double[] y = new double[batch * channels];
        for (int i = 0; i < y.length; i++) {
            y[i] = inputs[0][first(inputs[0], i)];
        }
        return new double[][] {y};
    }

    @Override
    public double[][] backward(double[][] inputs, double[][] outputGradients) {
        double[] dx = new double[inputs[0].length];
        for (int i = 0; i < batch * channels; i++) {
            dx[first(inputs[0], i)] = outputGradients[0][i];
        }
        return new double[][] {dx};
    }

    /** Index of the first largest value of one channel of one image. */
    private int first(double[] x, int i) {
        int from = i / channels * tokens * channels + i % channels;
        int best = from;
        for (int token = 1; token < tokens; token++) {
            int at = from + token * channels;
            best = x[at] > x[best] ? at : best;
        }
        return best;
    }
}
