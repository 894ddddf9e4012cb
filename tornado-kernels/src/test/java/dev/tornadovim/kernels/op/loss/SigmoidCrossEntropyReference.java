package dev.tornadovim.kernels.op.loss;

import dev.tornadovim.kernels.op.Reference;

/**
 * {@link SigmoidCrossEntropy} in plain loops. Inputs: logits, targets, weights, normaliser; only
 * the logits have a gradient.
 */
public record SigmoidCrossEntropyReference() implements Reference {

    @Override
    public double[][] forward(double[][] inputs) {
        double sum = 0;
        for (int i = 0; i < inputs[0].length; i++) {
            double z = inputs[0][i];
            double t = inputs[1][i];
            double sigmoid = 1 / (1 + Math.exp(-z));
            sum -= inputs[2][i] * (t * Math.log(sigmoid) + (1 - t) * Math.log(1 - sigmoid));
        }
        return new double[][] {{sum / inputs[3][0]}};
    }

    @Override
    public double[][] backward(double[][] inputs, double[][] outputGradients) {
        double[] dz = new double[inputs[0].length];
        for (int i = 0; i < dz.length; i++) {
            double sigmoid = 1 / (1 + Math.exp(-inputs[0][i]));
            double scale = outputGradients[0][0] / inputs[3][0];
            dz[i] = scale * inputs[2][i] * (sigmoid - inputs[1][i]);
        }
        return new double[][] {dz, null, null, null};
    }
}
