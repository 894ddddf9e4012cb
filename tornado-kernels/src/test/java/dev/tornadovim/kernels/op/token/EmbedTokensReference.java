package dev.tornadovim.kernels.op.token;

import dev.tornadovim.kernels.op.Reference;

import java.util.Arrays;

/** {@link EmbedTokens} in plain loops. Inputs: patches, each class token, position embedding. */
public record EmbedTokensReference(int batch, int patches, int channels, int... positions)
        implements Reference {

    @Override
    public double[][] forward(double[][] inputs) {
        int tokens = patches + positions.length;
        double[] y = new double[batch * tokens * channels];
        for (int i = 0; i < y.length; i++) {
            int token = i / channels % tokens;
            int c = i % channels;
            double value = source(inputs, token)[sourceIndex(i)];
            y[i] = value + inputs[inputs.length - 1][token * channels + c];
        }
        return new double[][] {y};
    }

    @Override
    public double[][] backward(double[][] inputs, double[][] outputGradients) {
        int tokens = patches + positions.length;
        double[] dy = outputGradients[0];
        double[][] gradients = new double[inputs.length][];
        for (int k = 0; k < inputs.length; k++) {
            gradients[k] = new double[inputs[k].length];
        }
        for (int i = 0; i < dy.length; i++) {
            int token = i / channels % tokens;
            source(gradients, token)[sourceIndex(i)] += dy[i];
            gradients[inputs.length - 1][token * channels + i % channels] += dy[i];
        }
        return gradients;
    }

    private double[] source(double[][] arrays, int token) {
        for (int k = 0; k < positions.length; k++) {
            if (positions[k] == token) {
                return arrays[1 + k];
            }
        }
        return arrays[0];
    }

    private int sourceIndex(int i) {
        int tokens = patches + positions.length;
        int b = i / channels / tokens;
        int token = i / channels % tokens;
        if (Arrays.stream(positions).anyMatch(p -> p == token)) {
            return i % channels;
        }
        int before = (int) Arrays.stream(positions).filter(p -> p < token).count();
        return (b * patches + token - before) * channels + i % channels;
    }
}
