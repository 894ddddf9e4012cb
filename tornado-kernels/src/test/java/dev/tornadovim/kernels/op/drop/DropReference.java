package dev.tornadovim.kernels.op.drop;

import dev.tornadovim.kernels.op.Reference;

/** {@link DropPath}, {@link Dropout} and {@link Dropout2d} in plain loops. Inputs: x, key. */
public record DropReference(int span, int channels, double rate) implements Reference {

    @Override
    public double[][] forward(double[][] inputs) {
        return new double[][] {masked(inputs[1], inputs[0])};
    }

    @Override
    public double[][] backward(double[][] inputs, double[][] outputGradients) {
        return new double[][] {masked(inputs[1], outputGradients[0]), null};
    }

    private double[] masked(double[] key, double[] x) {
        double keep = 1 - rate;
        double[] y = new double[x.length];
        for (int i = 0; i < y.length; i++) {
            int unit = i / span * channels + i % channels;
            int bits = CounterRandom.bits((int) key[0], (int) key[1], unit);
            double uniform = bits * 0x1p-24;
            y[i] = uniform < keep ? x[i] / keep : 0;
        }
        return y;
    }
}
