package dev.tornadovim.kernels.op.loss;

import dev.tornadovim.kernels.op.Reference;

/** {@link LabelCrossEntropy} in plain loops. Inputs: logits, labels; labels have no gradient. */
public record LabelCrossEntropyReference(int classes, int ignoreIndex) implements Reference {

    @Override
    public double[][] forward(double[][] inputs) {
        double sum = 0;
        for (int row = 0; row < inputs[1].length; row++) {
            int label = (int) inputs[1][row];
            if (label != ignoreIndex) {
                sum += logSumExp(inputs[0], row) - inputs[0][row * classes + label];
            }
        }
        return new double[][] {{sum / Math.max(1, count(inputs[1]))}};
    }

    @Override
    public double[][] backward(double[][] inputs, double[][] outputGradients) {
        double scale = outputGradients[0][0] / Math.max(1, count(inputs[1]));
        double[] dz = new double[inputs[0].length];
        for (int row = 0; row < inputs[1].length; row++) {
            int label = (int) inputs[1][row];
            for (int c = 0; c < classes && label != ignoreIndex; c++) {
                double softmax = Math.exp(inputs[0][row * classes + c] - logSumExp(inputs[0], row));
                dz[row * classes + c] = scale * (softmax - (c == label ? 1 : 0));
            }
        }
        return new double[][] {dz, null};
    }

    private int count(double[] labels) {
        int count = 0;
        for (double label : labels) {
            count += (int) label == ignoreIndex ? 0 : 1;
        }
        return count;
    }

    private double logSumExp(double[] z, int row) {
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += Math.exp(z[row * classes + c]);
        }
        return Math.log(sum);
    }
}
