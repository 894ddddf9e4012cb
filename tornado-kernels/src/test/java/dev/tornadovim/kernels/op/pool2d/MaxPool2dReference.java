package dev.tornadovim.kernels.op.pool2d;

import dev.tornadovim.kernels.op.Reference;
import dev.tornadovim.kernels.op.conv2d.Windows;

/** {@link MaxPool2d} in plain loops. */
public record MaxPool2dReference(Windows windows) implements Reference {

    private int outputs() {
        return windows.count() * windows.channels();
    }

    @Override
    public double[][] forward(double[][] inputs) {
        double[] y = new double[outputs()];
        for (int i = 0; i < y.length; i++) {
            y[i] = inputs[0][first(inputs[0], i)];
        }
        return new double[][] {y};
    }

    @Override
    public double[][] backward(double[][] inputs, double[][] outputGradients) {
        double[] dx = new double[inputs[0].length];
        for (int i = 0; i < outputs(); i++) {
            dx[first(inputs[0], i)] += outputGradients[0][i];
        }
        return new double[][] {dx};
    }

    /** Index of the first largest value in the window of output {@code i}. */
    private int first(double[] x, int i) {
        int window = i / windows.channels();
        int line = window / windows.outWidth();
        int best = -1;
        for (int ky = 0; ky < windows.kernel(); ky++) {
            for (int kx = 0; kx < windows.kernel(); kx++) {
                int top = line % windows.outHeight() * windows.stride() + ky;
                int left = window % windows.outWidth() * windows.stride() + kx;
                int map = line / windows.outHeight();
                int pixel = (map * windows.height() + top) * windows.width() + left;
                int at = pixel * windows.channels() + i % windows.channels();
                best = best < 0 || x[at] > x[best] ? at : best;
            }
        }
        return best;
    }
}
