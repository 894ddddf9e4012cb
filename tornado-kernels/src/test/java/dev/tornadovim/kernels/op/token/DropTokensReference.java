package dev.tornadovim.kernels.op.token;

import dev.tornadovim.kernels.op.Reference;

import java.util.stream.IntStream;

/** {@link DropTokens} in plain loops. */
public record DropTokensReference(int batch, int tokens, int channels, int... positions)
        implements Reference {

    @Override
    public double[][] forward(double[][] inputs) {
        double[] y = new double[batch * (tokens - positions.length) * channels];
        int[] rows = keptRows();
        for (int i = 0; i < y.length; i++) {
            y[i] = inputs[0][rows[i / channels] * channels + i % channels];
        }
        return new double[][] {y};
    }

    @Override
    public double[][] backward(double[][] inputs, double[][] outputGradients) {
        double[] dx = new double[batch * tokens * channels];
        int[] rows = keptRows();
        for (int i = 0; i < outputGradients[0].length; i++) {
            dx[rows[i / channels] * channels + i % channels] = outputGradients[0][i];
        }
        return new double[][] {dx};
    }

    private int[] keptRows() {
        return IntStream.range(0, batch * tokens)
                .filter(row -> IntStream.of(positions).noneMatch(p -> p == row % tokens))
                .toArray();
    }
}
