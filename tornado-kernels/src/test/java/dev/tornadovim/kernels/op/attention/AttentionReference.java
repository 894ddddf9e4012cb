package dev.tornadovim.kernels.op.attention;

import dev.tornadovim.kernels.op.Reference;

/** {@link Attention} in plain loops. Input: qkv [batch, tokens, 3, heads, headDim]. */
public record AttentionReference(int batch, int tokens, int heads, int headDim)
        implements Reference {

    @Override
    public double[][] forward(double[][] inputs) {
        double[] qkv = inputs[0];
        double[] out = new double[batch * tokens * heads * headDim];
        for (int b = 0; b < batch; b++) {
            for (int h = 0; h < heads; h++) {
                for (int i = 0; i < tokens; i++) {
                    double[] weights = weights(qkv, b, h, i);
                    for (int j = 0; j < tokens; j++) {
                        for (int c = 0; c < headDim; c++) {
                            out[at(b, i, h, c)] += weights[j] * qkv[at(b, j, 2, h, c)];
                        }
                    }
                }
            }
        }
        return new double[][] {out};
    }

    @Override
    public double[][] backward(double[][] inputs, double[][] outputGradients) {
        double[] qkv = inputs[0];
        double[] dOut = outputGradients[0];
        double[] dQkv = new double[qkv.length];
        for (int b = 0; b < batch; b++) {
            for (int h = 0; h < heads; h++) {
                for (int i = 0; i < tokens; i++) {
                    backwardOfQuery(qkv, dOut, dQkv, b, h, i);
                }
            }
        }
        return new double[][] {dQkv};
    }

    private void backwardOfQuery(double[] qkv, double[] dOut, double[] dQkv, int b, int h, int i) {
        double[] weights = weights(qkv, b, h, i);
        double[] dWeights = new double[tokens];
        double mean = 0;
        for (int j = 0; j < tokens; j++) {
            for (int c = 0; c < headDim; c++) {
                double dy = dOut[at(b, i, h, c)];
                dWeights[j] += dy * qkv[at(b, j, 2, h, c)];
                dQkv[at(b, j, 2, h, c)] += weights[j] * dy;
            }
            mean += weights[j] * dWeights[j];
        }
        for (int j = 0; j < tokens; j++) {
            double dLogit = weights[j] * (dWeights[j] - mean) / Math.sqrt(headDim);
            for (int c = 0; c < headDim; c++) {
                dQkv[at(b, i, 0, h, c)] += dLogit * qkv[at(b, j, 1, h, c)];
                dQkv[at(b, j, 1, h, c)] += dLogit * qkv[at(b, i, 0, h, c)];
            }
        }
    }

    /** softmax over keys of q_i · k_j / sqrt(headDim). */
    private double[] weights(double[] qkv, int b, int h, int i) {
        double[] weights = new double[tokens];
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < tokens; j++) {
            for (int c = 0; c < headDim; c++) {
                weights[j] += qkv[at(b, i, 0, h, c)] * qkv[at(b, j, 1, h, c)];
            }
            weights[j] /= Math.sqrt(headDim);
            max = Math.max(max, weights[j]);
        }
        double sum = 0;
        for (int j = 0; j < tokens; j++) {
            weights[j] = Math.exp(weights[j] - max);
            sum += weights[j];
        }
        for (int j = 0; j < tokens; j++) {
            weights[j] /= sum;
        }
        return weights;
    }

    private int at(int b, int token, int part, int h, int c) {
        return (((b * tokens + token) * 3 + part) * heads + h) * headDim + c;
    }

    private int at(int b, int token, int h, int c) {
        return ((b * tokens + token) * heads + h) * headDim + c;
    }
}
