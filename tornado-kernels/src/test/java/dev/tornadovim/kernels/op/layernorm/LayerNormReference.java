package dev.tornadovim.kernels.op.layernorm;

import dev.tornadovim.kernels.op.Reference;

/** {@link LayerNorm} in plain loops. Inputs: x, weight, bias. */
public record LayerNormReference(int columns, double eps) implements Reference {

    @Override
    public double[][] forward(double[][] inputs) {
        double[] n = normalised(inputs[0]);
        double[] y = new double[n.length];
        for (int i = 0; i < n.length; i++) {
            y[i] = inputs[1][i % columns] * n[i] + inputs[2][i % columns];
        }
        return new double[][] {y};
    }

    @Override
    public double[][] backward(double[][] inputs, double[][] outputGradients) {
        double[] n = normalised(inputs[0]);
        double[] dy = outputGradients[0];
        double[] dx = new double[n.length];
        double[] dw = new double[columns];
        double[] db = new double[columns];
        for (int row = 0; row < n.length / columns; row++) {
            double sum = 0;
            double dot = 0;
            for (int c = 0; c < columns; c++) {
                int i = row * columns + c;
                dw[c] += dy[i] * n[i];
                db[c] += dy[i];
                sum += inputs[1][c] * dy[i] / columns;
                dot += inputs[1][c] * dy[i] * n[i] / columns;
            }
            for (int c = 0; c < columns; c++) {
                int i = row * columns + c;
                dx[i] = rstd(inputs[0], row) * (inputs[1][c] * dy[i] - sum - n[i] * dot);
            }
        }
        return new double[][] {dx, dw, db};
    }

    private double[] normalised(double[] x) {
        double[] n = new double[x.length];
        for (int row = 0; row < x.length / columns; row++) {
            double mean = mean(x, row);
            double rstd = rstd(x, row);
            for (int c = 0; c < columns; c++) {
                n[row * columns + c] = (x[row * columns + c] - mean) * rstd;
            }
        }
        return n;
    }

    private double mean(double[] x, int row) {
        double sum = 0;
        for (int c = 0; c < columns; c++) {
            sum += x[row * columns + c];
        }
        return sum / columns;
    }

    private double rstd(double[] x, int row) {
        double mean = mean(x, row);
        double squares = 0;
        for (int c = 0; c < columns; c++) {
            double difference = x[row * columns + c] - mean;
            squares += difference * difference;
        }
        return 1 / Math.sqrt(squares / columns + eps);
    }
}
