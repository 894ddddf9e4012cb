package dev.tornadovim.kernels.op.conv1d;

import dev.tornadovim.kernels.op.Reference;
import dev.tornadovim.kernels.op.scan.Direction;

import java.util.List;

/** {@link CausalConv1d} in plain loops. Inputs: x, the weights, the biases. */
public record CausalConv1dReference(
        List<Direction> directions, int batch, int tokens, int channels, int width)
        implements Reference {

    @Override
    public double[][] forward(double[][] inputs) {
        double[] u = new double[directions.size() * batch * tokens * channels];
        for (int i = 0; i < u.length; i++) {
            double pre = pre(inputs, i);
            u[i] = pre / (1 + Math.exp(-pre));
        }
        return new double[][] {u};
    }

    @Override
    public double[][] backward(double[][] inputs, double[][] outputGradients) {
        double[][] gradients = new double[inputs.length][];
        for (int i = 0; i < inputs.length; i++) {
            gradients[i] = new double[inputs[i].length];
        }
        double[] du = outputGradients[0];
        for (int i = 0; i < du.length; i++) {
            double pre = pre(inputs, i);
            double s = 1 / (1 + Math.exp(-pre));
            double g = du[i] * s * (1 + pre * (1 - s));
            int d = direction(i);
            int e = i % channels;
            gradients[1 + directions.size() + d][e] += g;
            for (int k = 0; k < width; k++) {
                int at = source(i, k);
                if (at >= 0) {
                    gradients[0][at] += g * inputs[1 + d][e * width + k];
                    gradients[1 + d][e * width + k] += g * inputs[0][at];
                }
            }
        }
        return gradients;
    }

    private double pre(double[][] inputs, int i) {
        int d = direction(i);
        int e = i % channels;
        double pre = inputs[1 + directions.size() + d][e];
        for (int k = 0; k < width; k++) {
            int at = source(i, k);
            if (at >= 0) {
                pre += inputs[1 + d][e * width + k] * inputs[0][at];
            }
        }
        return pre;
    }

    private int direction(int i) {
        return i / (batch * tokens * channels);
    }

    /** Index in x that tap k of output i reads; -1 outside the sequence. */
    private int source(int i, int k) {
        int row = i / channels % (batch * tokens);
        int t = row % tokens;
        int back = width - 1 - k;
        int from = directions.get(direction(i)) == Direction.FORWARD ? t - back : t + back;
        return from < 0 || from >= tokens ? -1 : (row - t + from) * channels + i % channels;
    }
}
