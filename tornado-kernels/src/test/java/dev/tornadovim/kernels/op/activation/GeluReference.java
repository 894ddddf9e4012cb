package dev.tornadovim.kernels.op.activation;

import dev.tornadovim.kernels.op.Reference;

/** {@link Gelu} in plain loops. */
public record GeluReference() implements Reference {

    @Override
    public double[][] forward(double[][] inputs) {
        double[] y = new double[inputs[0].length];
        for (int i = 0; i < y.length; i++) {
            y[i] = inputs[0][i] * distribution(inputs[0][i]);
        }
        return new double[][] {y};
    }

    @Override
    public double[][] backward(double[][] inputs, double[][] outputGradients) {
        double[] dx = new double[inputs[0].length];
        for (int i = 0; i < dx.length; i++) {
            double x = inputs[0][i];
            double density = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
            dx[i] = outputGradients[0][i] * (distribution(x) + x * density);
        }
        return new double[][] {dx};
    }

    /**
     * Phi(x) by {@code 1/2 + phi(x) (x + x^3/3 + x^5/(3 5) + ...)} (Marsaglia, "Evaluating the Normal
     * Distribution", 2004), whose terms are all of one sign.
     */
    static double distribution(double x) {
        double term = x;
        double sum = x;
        for (int k = 3; Math.abs(term) > 1e-18 * Math.abs(sum); k += 2) {
            term *= x * x / k;
            sum += term;
        }
        return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }
}
