package dev.tornadovim.kernels.op.norm;

import dev.tornadovim.kernels.op.Reference;

/**
 * {@link AddRmsNorm} in plain loops. Inputs: hidden, residual, weight, or hidden, weight; outputs:
 * sum, normed, or normed.
 */
public record AddRmsNormReference(int columns, double eps, boolean hasResidual)
        implements Reference {

    @Override
    public double[][] forward(double[][] inputs) {
        double[] sum = sum(inputs);
        double[] weight = inputs[inputs.length - 1];
        double[] normed = new double[sum.length];
        for (int row = 0; row < sum.length / columns; row++) {
            double rstd = rstd(sum, row);
            for (int c = 0; c < columns; c++) {
                normed[row * columns + c] = weight[c] * sum[row * columns + c] * rstd;
            }
        }
        return hasResidual ? new double[][] {sum, normed} : new double[][] {normed};
    }

    @Override
    public double[][] backward(double[][] inputs, double[][] outputGradients) {
        double[] sum = sum(inputs);
        double[] weight = inputs[inputs.length - 1];
        double[] dNormed = outputGradients[outputGradients.length - 1];
        double[] dx = new double[sum.length];
        double[] dw = new double[columns];
        for (int row = 0; row < sum.length / columns; row++) {
            double rstd = rstd(sum, row);
            double mean = 0;
            for (int c = 0; c < columns; c++) {
                int i = row * columns + c;
                mean += weight[c] * dNormed[i] * sum[i] * rstd / columns;
                dw[c] += dNormed[i] * sum[i] * rstd;
            }
            for (int c = 0; c < columns; c++) {
                int i = row * columns + c;
                dx[i] = rstd * (weight[c] * dNormed[i] - sum[i] * rstd * mean);
                dx[i] += hasResidual ? outputGradients[0][i] : 0;
            }
        }
        return hasResidual ? new double[][] {dx, dx.clone(), dw} : new double[][] {dx, dw};
    }

    private double[] sum(double[][] inputs) {
        double[] sum = inputs[0].clone();
        for (int i = 0; hasResidual && i < sum.length; i++) {
            sum[i] += inputs[1][i];
        }
        return sum;
    }

    private double rstd(double[] sum, int row) {
        double squares = 0;
        for (int c = 0; c < columns; c++) {
            squares += sum[row * columns + c] * sum[row * columns + c];
        }
        return 1 / Math.sqrt(squares / columns + eps);
    }
}
