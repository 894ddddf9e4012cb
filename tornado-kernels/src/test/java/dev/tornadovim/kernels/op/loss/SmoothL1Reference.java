package dev.tornadovim.kernels.op.loss;

import dev.tornadovim.kernels.op.Reference;

/**
 * {@link SmoothL1} in plain loops. Inputs: prediction, target, weights, normaliser; only the
 * prediction has a gradient.
 */
public record SmoothL1Reference(double beta) implements Reference {

    @Override
    public double[][] forward(double[][] inputs) {
        double sum = 0;
        for (int i = 0; i < inputs[0].length; i++) {
            double d = Math.abs(inputs[0][i] - inputs[1][i]);
            sum += inputs[2][i] * (d < beta ? d * d / (2 * beta) : d - beta / 2);
        }
        return new double[][] {{sum / inputs[3][0]}};
    }

    @Override
    public double[][] backward(double[][] inputs, double[][] outputGradients) {
        double[] dp = new double[inputs[0].length];
        for (int i = 0; i < dp.length; i++) {
            double d = inputs[0][i] - inputs[1][i];
            double slope = Math.abs(d) < beta ? d / beta : Math.signum(d);
            dp[i] = outputGradients[0][0] / inputs[3][0] * inputs[2][i] * slope;
        }
        return new double[][] {dp, null, null, null};
    }
}
