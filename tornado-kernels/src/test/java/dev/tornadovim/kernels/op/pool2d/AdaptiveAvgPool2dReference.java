package dev.tornadovim.kernels.op.pool2d;

import dev.tornadovim.kernels.op.Reference;

/** {@link AdaptiveAvgPool2d} in plain loops, bins by floor and ceiling in floating point. */
public record AdaptiveAvgPool2dReference(
        int batch, int height, int width, int channels, int outHeight, int outWidth)
        implements Reference {

    /** Called for every value of every bin. */
    private interface Member {
        void at(int output, int value, double share);
    }

    private void members(Member member) {
        for (int i = 0; i < batch * outHeight * outWidth * channels; i++) {
            int bin = i / channels;
            double row = bin / outWidth % outHeight;
            double column = bin % outWidth;
            int map = bin / outWidth / outHeight;
            int top = (int) Math.floor(row * height / outHeight);
            int bottom = (int) Math.ceil((row + 1) * height / outHeight);
            int left = (int) Math.floor(column * width / outWidth);
            int right = (int) Math.ceil((column + 1) * width / outWidth);
            for (int y = top; y < bottom; y++) {
                for (int x = left; x < right; x++) {
                    int value = ((map * height + y) * width + x) * channels + i % channels;
                    member.at(i, value, 1.0 / (bottom - top) / (right - left));
                }
            }
        }
    }

    @Override
    public double[][] forward(double[][] inputs) {
        double[] y = new double[batch * outHeight * outWidth * channels];
        members((output, value, share) -> y[output] += share * inputs[0][value]);
        return new double[][] {y};
    }

    @Override
    public double[][] backward(double[][] inputs, double[][] outputGradients) {
        double[] dx = new double[inputs[0].length];
        members((output, value, share) -> dx[value] += share * outputGradients[0][output]);
        return new double[][] {dx};
    }
}
