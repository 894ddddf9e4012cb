package dev.tornadovim.kernels.op.pool;

import dev.tornadovim.kernels.op.Reference;

/** {@link SelectTokens} in plain loops. */
public record SelectTokensReference(int batch, int tokens, int channels, int... positions)
        implements Reference {

    @Override
    public double[][] forward(double[][] inputs) {
        double[] y = new double[batch * channels];
        for (int i = 0; i < y.length; i++) {
            for (int at : positions) {
                y[i] += inputs[0][index(i, at)] / positions.length;
            }
        }
        return new double[][] {y};
    }

    @Override
    public double[][] backward(double[][] inputs, double[][] outputGradients) {
        double[] dx = new double[batch * tokens * channels];
        for (int i = 0; i < batch * channels; i++) {
            for (int at : positions) {
                dx[index(i, at)] += outputGradients[0][i] / positions.length;
            }
        }
        return new double[][] {dx};
    }

    private int index(int i, int token) {
        return (i / channels * tokens + token) * channels + i % channels;
    }
}
