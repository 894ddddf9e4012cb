package dev.tornadovim.kernels.op.loss;

import dev.tornadovim.kernels.op.Reference;

/** {@link SoftmaxCrossEntropy} in plain loops. */
public record SoftmaxCrossEntropyReference(int batch, int classes, boolean soft, double smoothing)
        implements Reference {

    @Override
    public double[][] forward(double[][] inputs) {
        double loss = 0;
        for (int b = 0; b < batch; b++) {
            for (int c = 0; c < classes; c++) {
                double z = inputs[0][b * classes + c];
                loss += target(inputs[1], b, c) * (logSumExp(inputs[0], b) - z) / batch;
            }
        }
        return new double[][] {{loss}};
    }

    @Override
    public double[][] backward(double[][] inputs, double[][] outputGradients) {
        double[] dz = new double[batch * classes];
        for (int b = 0; b < batch; b++) {
            double mass = 0;
            for (int c = 0; c < classes; c++) {
                mass += target(inputs[1], b, c);
            }
            double log = logSumExp(inputs[0], b);
            for (int c = 0; c < classes; c++) {
                double softmax = Math.exp(inputs[0][b * classes + c] - log);
                double value = softmax * mass - target(inputs[1], b, c);
                dz[b * classes + c] = value * outputGradients[0][0] / batch;
            }
        }
        return new double[][] {dz, null};
    }

    private double target(double[] targets, int b, int c) {
        double given = soft ? targets[b * classes + c] : c == (int) targets[b] ? 1 : 0;
        return (1 - smoothing) * given + smoothing / classes;
    }

    private double logSumExp(double[] z, int b) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            largest = Math.max(largest, z[b * classes + c]);
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += Math.exp(z[b * classes + c] - largest);
        }
        return largest + Math.log(sum);
    }
}
