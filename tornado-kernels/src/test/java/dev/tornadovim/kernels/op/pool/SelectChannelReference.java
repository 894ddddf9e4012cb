package dev.tornadovim.kernels.op.pool;

import dev.tornadovim.kernels.op.Reference;

/** {@link SelectChannel} in plain loops; inputs are x and the index. */
public record SelectChannelReference(int groups, int rows, int channels) implements Reference {

    @Override
    public double[][] forward(double[][] inputs) {
        double[] y = new double[groups * rows];
        for (int i = 0; i < y.length; i++) {
            int channel = (int) inputs[1][i / rows];
            y[i] = channel < 0 || channel >= channels ? 0 : inputs[0][i * channels + channel];
        }
        return new double[][] {y};
    }

    @Override
    public double[][] backward(double[][] inputs, double[][] outputGradients) {
        double[] dx = new double[inputs[0].length];
        for (int i = 0; i < groups * rows; i++) {
            int channel = (int) inputs[1][i / rows];
            if (channel >= 0 && channel < channels) {
                dx[i * channels + channel] = outputGradients[0][i];
            }
        }
        return new double[][] {dx, null};
    }
}
