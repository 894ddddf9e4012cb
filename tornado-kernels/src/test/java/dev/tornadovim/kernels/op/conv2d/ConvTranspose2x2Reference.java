package dev.tornadovim.kernels.op.conv2d;

import dev.tornadovim.kernels.op.Reference;

/** {@link ConvTranspose2x2} in plain loops; inputs are x, weight and bias. */
public record ConvTranspose2x2Reference(int batch, int height, int width, int in, int out)
        implements Reference {

    /** Called for every product of a value of the map and a weight, by their indices. */
    private interface Product {
        void at(int output, int value, int weight);
    }

    private void products(Product product) {
        for (int pixel = 0; pixel < batch * height * width; pixel++) {
            for (int tap = 0; tap < 4; tap++) {
                int line = 2 * (pixel / width) + tap / 2;
                int to = line * 2 * width + 2 * (pixel % width) + tap % 2;
                for (int o = 0; o < out; o++) {
                    for (int c = 0; c < in; c++) {
                        product.at(to * out + o, pixel * in + c, (c * out + o) * 4 + tap);
                    }
                }
            }
        }
    }

    @Override
    public double[][] forward(double[][] inputs) {
        double[] y = new double[4 * batch * height * width * out];
        for (int i = 0; i < y.length; i++) {
            y[i] = inputs[2][i % out];
        }
        products((output, value, weight) -> y[output] += inputs[0][value] * inputs[1][weight]);
        return new double[][] {y};
    }

    @Override
    public double[][] backward(double[][] inputs, double[][] outputGradients) {
        double[] dy = outputGradients[0];
        double[] dx = new double[inputs[0].length];
        double[] dWeight = new double[inputs[1].length];
        double[] dBias = new double[out];
        products(
                (output, value, weight) -> {
                    dx[value] += dy[output] * inputs[1][weight];
                    dWeight[weight] += dy[output] * inputs[0][value];
                });
        for (int i = 0; i < dy.length; i++) {
            dBias[i % out] += dy[i];
        }
        return new double[][] {dx, dWeight, dBias};
    }
}
