package dev.tornadovim.kernels.op.patch;

import dev.tornadovim.kernels.op.Reference;

/** {@link PatchEmbedding} in plain loops; inputs are image, weight and bias. */
public record PatchEmbeddingReference(PatchGrid grid, int out) implements Reference {

    /** Called for every product of a pixel and a weight, by their indices. */
    private interface Product {
        void at(int output, int pixel, int weight);
    }

    private void products(Product product) {
        int k = grid.kernel();
        for (int token = 0; token < grid.tokens(); token++) {
            int image = token / grid.patches();
            int top = token % grid.patches() / grid.columns() * grid.stride();
            int left = token % grid.columns() * grid.stride();
            for (int o = 0; o < out; o++) {
                for (int c = 0; c < grid.channels(); c++) {
                    for (int y = 0; y < k; y++) {
                        for (int x = 0; x < k; x++) {
                            int plane = image * grid.channels() + c;
                            int row = plane * grid.height() + top + y;
                            product.at(
                                    token * out + o,
                                    row * grid.width() + left + x,
                                    ((o * grid.channels() + c) * k + y) * k + x);
                        }
                    }
                }
            }
        }
    }

    @Override
    public double[][] forward(double[][] inputs) {
        double[] tokens = new double[grid.tokens() * out];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = inputs[2][i % out];
        }
        products((output, pixel, weight) -> tokens[output] += inputs[0][pixel] * inputs[1][weight]);
        return new double[][] {tokens};
    }

    @Override
    public double[][] backward(double[][] inputs, double[][] outputGradients) {
        double[] gradient = outputGradients[0];
        double[] dImage = new double[inputs[0].length];
        double[] dWeight = new double[inputs[1].length];
        double[] dBias = new double[out];
        products(
                (output, pixel, weight) -> {
                    dImage[pixel] += gradient[output] * inputs[1][weight];
                    dWeight[weight] += gradient[output] * inputs[0][pixel];
                });
        for (int i = 0; i < gradient.length; i++) {
            dBias[i % out] += gradient[i];
        }
        return new double[][] {dImage, dWeight, dBias};
    }
}
