package dev.tornadovim.kernels.op.batchnorm;

import dev.tornadovim.kernels.op.Reference;

/**
 * {@link BatchNorm} in plain loops. Inputs: x, weight, bias, running mean, running variance; the
 * last two have no gradient and count only without training.
 */
public record BatchNormReference(int channels, double eps, boolean training) implements Reference {

    @Override
    public double[][] forward(double[][] inputs) {
        double[] n = normalised(inputs);
        double[] y = new double[n.length];
        for (int i = 0; i < n.length; i++) {
            y[i] = inputs[1][i % channels] * n[i] + inputs[2][i % channels];
        }
        return new double[][] {y};
    }

    @Override
    public double[][] backward(double[][] inputs, double[][] outputGradients) {
        double[] n = normalised(inputs);
        double[] dy = outputGradients[0];
        double[] dw = new double[channels];
        double[] db = new double[channels];
        for (int i = 0; i < n.length; i++) {
            dw[i % channels] += dy[i] * n[i];
            db[i % channels] += dy[i];
        }
        int rows = n.length / channels;
        double[] dx = new double[n.length];
        for (int i = 0; i < n.length; i++) {
            int c = i % channels;
            double rstd = 1 / Math.sqrt(variance(inputs, c) + eps);
            dx[i] = inputs[1][c] * rstd * (dy[i] - (db[c] + n[i] * dw[c]) / rows);
        }
        return new double[][] {dx, dw, db, null, null};
    }

    private double[] normalised(double[][] inputs) {
        double[] n = new double[inputs[0].length];
        for (int c = 0; c < channels; c++) {
            double mean = mean(inputs, c);
            double rstd = 1 / Math.sqrt(variance(inputs, c) + eps);
            for (int i = c; i < n.length; i += channels) {
                n[i] = (inputs[0][i] - mean) * rstd;
            }
        }
        return n;
    }

    private double mean(double[][] inputs, int c) {
        if (!training) {
            return inputs[3][c];
        }
        double sum = 0;
        for (int i = c; i < inputs[0].length; i += channels) {
            sum += inputs[0][i];
        }
        return sum * channels / inputs[0].length;
    }

    private double variance(double[][] inputs, int c) {
        if (!training) {
            return inputs[4][c];
        }
        double mean = mean(inputs, c);
        double squares = 0;
        for (int i = c; i < inputs[0].length; i += channels) {
            squares += (inputs[0][i] - mean) * (inputs[0][i] - mean);
        }
        return squares * channels / inputs[0].length;
    }
}
