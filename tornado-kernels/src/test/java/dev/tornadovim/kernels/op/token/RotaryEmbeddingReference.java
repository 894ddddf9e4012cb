package dev.tornadovim.kernels.op.token;

import dev.tornadovim.kernels.op.Reference;

import java.util.stream.IntStream;

/** {@link RotaryEmbedding} in plain loops, angles included. */
public record RotaryEmbeddingReference(
        int gridHeight, int gridWidth, int channels, int... classTokens) implements Reference {

    @Override
    public double[][] forward(double[][] inputs) {
        return new double[][] {rotate(inputs[0], 1)};
    }

    @Override
    public double[][] backward(double[][] inputs, double[][] outputGradients) {
        return new double[][] {rotate(outputGradients[0], -1)};
    }

    private double[] rotate(double[] x, int turn) {
        double[] y = x.clone();
        int tokens = gridHeight * gridWidth + classTokens.length;
        for (int row = 0; row < x.length / channels; row++) {
            int token = row % tokens;
            if (IntStream.of(classTokens).anyMatch(c -> c == token)) {
                continue;
            }
            int patch = token - (int) IntStream.of(classTokens).filter(c -> c < token).count();
            double down = patch / gridWidth * 14.0 / gridHeight;
            double right = patch % gridWidth * 14.0 / gridWidth;
            int pairs = channels / 4;
            for (int j = 0; j < pairs; j++) {
                double frequency = Math.pow(10000, -(double) j / pairs);
                turn(x, y, row * channels + 2 * j, turn * down * frequency);
                turn(x, y, row * channels + 2 * (pairs + j), turn * right * frequency);
            }
        }
        return y;
    }

    private static void turn(double[] x, double[] y, int at, double angle) {
        y[at] = x[at] * Math.cos(angle) - x[at + 1] * Math.sin(angle);
        y[at + 1] = x[at + 1] * Math.cos(angle) + x[at] * Math.sin(angle);
    }
}
