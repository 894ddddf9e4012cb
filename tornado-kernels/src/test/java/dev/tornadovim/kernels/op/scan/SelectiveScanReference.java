package dev.tornadovim.kernels.op.scan;

import dev.tornadovim.kernels.op.Reference;

import java.util.ArrayList;
import java.util.List;

/**
 * {@link SelectiveScan} in plain loops. Inputs: u, delta, B, C, then z where the scan is gated, then
 * A_log, D and delta bias of each direction in turn.
 */
public record SelectiveScanReference(
        List<Direction> directions, int batch, int tokens, int channels, int states, boolean gated)
        implements Reference {

    /** The inputs by their names in the paper. */
    private record Values(
            double[] u,
            double[] delta,
            double[] b,
            double[] c,
            double[] z,
            double[][] aLog,
            double[][] skip,
            double[][] bias) {}

    private Values values(double[][] in) {
        List<double[]> parameters = List.of(in).subList(gated ? 5 : 4, in.length);
        int count = directions.size();
        double[][][] grouped = new double[3][count][];
        for (int i = 0; i < 3 * count; i++) {
            grouped[i % 3][i / 3] = parameters.get(i);
        }
        return new Values(
                in[0],
                in[1],
                in[2],
                in[3],
                gated ? in[4] : null,
                grouped[0],
                grouped[1],
                grouped[2]);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    /** Row (direction, sample, token) of step k. */
    private int row(int d, int sample, int k) {
        int token = directions.get(d) == Direction.FORWARD ? k : tokens - 1 - k;
        return (d * batch + sample) * tokens + token;
    }

    /** Index of z for a row of all directions. */
    private int gate(int row, int e) {
        return row % (batch * tokens) * channels + e;
    }

    /** States [tokens + 1][states] of one channel, and its values before the gate in {@code y}. */
    private double[][] walk(Values v, int d, int sample, int e, double[] y) {
        double[][] h = new double[tokens + 1][states];
        for (int k = 0; k < tokens; k++) {
            int row = row(d, sample, k);
            int at = row * channels + e;
            double step = softplus(v.delta[at] + v.bias[d][e]);
            double sum = v.skip[d][e] * v.u[at];
            for (int n = 0; n < states; n++) {
                double a = -Math.exp(v.aLog[d][e * states + n]);
                double drive = step * v.b[row * states + n] * v.u[at];
                h[k + 1][n] = Math.exp(step * a) * h[k][n] + drive;
                sum += h[k + 1][n] * v.c[row * states + n];
            }
            y[at] = sum;
        }
        return h;
    }

    @Override
    public double[][] forward(double[][] inputs) {
        Values v = values(inputs);
        double[] y = new double[v.u.length];
        for (int i = 0; i < directions.size() * batch * channels; i++) {
            int e = i % channels;
            walk(v, i / channels / batch, i / channels % batch, e, y);
        }
        if (gated) {
            for (int i = 0; i < y.length; i++) {
                double z = v.z[gate(i / channels, i % channels)];
                y[i] *= z * sigmoid(z);
            }
        }
        return new double[][] {y};
    }

    @Override
    public double[][] backward(double[][] inputs, double[][] outputGradients) {
        Values v = values(inputs);
        List<double[]> all = new ArrayList<>();
        for (double[] input : inputs) {
            all.add(new double[input.length]);
        }
        double[][] gradients = all.toArray(double[][]::new);
        Values g = values(gradients);
        for (int i = 0; i < directions.size() * batch * channels; i++) {
            int e = i % channels;
            walkBack(v, g, i / channels / batch, i / channels % batch, e, outputGradients[0]);
        }
        return gradients;
    }

    private void walkBack(Values v, Values g, int d, int sample, int e, double[] dy) {
        double[] y = new double[v.u.length];
        double[][] h = walk(v, d, sample, e, y);
        double[] carried = new double[states];
        for (int k = tokens - 1; k >= 0; k--) {
            int row = row(d, sample, k);
            int at = row * channels + e;
            double gamma = dy[at];
            if (gated) {
                double z = v.z[gate(row, e)];
                double s = sigmoid(z);
                g.z[gate(row, e)] += dy[at] * y[at] * s * (1 + z * (1 - s));
                gamma *= z * s;
            }
            double pre = v.delta[at] + v.bias[d][e];
            double step = softplus(pre);
            double dStep = 0;
            g.skip[d][e] += gamma * v.u[at];
            g.u[at] += gamma * v.skip[d][e];
            for (int n = 0; n < states; n++) {
                int bc = row * states + n;
                double a = -Math.exp(v.aLog[d][e * states + n]);
                double decay = Math.exp(step * a);
                double q = gamma * v.c[bc] + carried[n];
                double decayed = decay * h[k][n];
                g.c[bc] += gamma * h[k + 1][n];
                g.b[bc] += q * step * v.u[at];
                g.u[at] += q * step * v.b[bc];
                dStep += q * (v.b[bc] * v.u[at] + a * decayed);
                g.aLog[d][e * states + n] += q * step * decayed * a;
                carried[n] = decay * q;
            }
            g.delta[at] += dStep * sigmoid(pre);
            g.bias[d][e] += dStep * sigmoid(pre);
        }
    }
}
