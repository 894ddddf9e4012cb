package dev.tornadovim.kernels.op.conv2d;

import dev.tornadovim.kernels.op.Reference;

/** {@link Conv2d} in plain loops; inputs are x, weight and, with a bias, the bias. */
public record Conv2dReference(Windows windows, int out, boolean bias) implements Reference {

    /** Called for every product of a value of the map and a weight, by their indices. */
    private interface Product {
        void at(int output, int value, int weight);
    }

    private void products(Product product) {
        int k = windows.kernel();
        for (int window = 0; window < windows.count(); window++) {
            int map = window / windows.outWidth() / windows.outHeight();
            int top = window / windows.outWidth() % windows.outHeight() * windows.stride();
            int left = window % windows.outWidth() * windows.stride();
            for (int o = 0; o < out; o++) {
                for (int c = 0; c < windows.channels(); c++) {
                    for (int tap = 0; tap < windows.taps(); tap++) {
                        int y = top + tap / k - windows.padding();
                        int x = left + tap % k - windows.padding();
                        if (y >= 0 && y < windows.height() && x >= 0 && x < windows.width()) {
                            int pixel = (map * windows.height() + y) * windows.width() + x;
                            product.at(
                                    window * out + o,
                                    pixel * windows.channels() + c,
                                    (o * windows.channels() + c) * windows.taps() + tap);
                        }
                    }
                }
            }
        }
    }

    @Override
    public double[][] forward(double[][] inputs) {
        double[] y = new double[windows.count() * out];
        for (int i = 0; bias && i < y.length; i++) {
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
        products(
                (output, value, weight) -> {
                    dx[value] += dy[output] * inputs[1][weight];
                    dWeight[weight] += dy[output] * inputs[0][value];
                });
        if (!bias) {
            return new double[][] {dx, dWeight};
        }
        double[] dBias = new double[out];
        for (int i = 0; i < dy.length; i++) {
            dBias[i % out] += dy[i];
        }
        return new double[][] {dx, dWeight, dBias};
    }
}
