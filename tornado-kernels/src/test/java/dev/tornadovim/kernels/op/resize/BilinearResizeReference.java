package dev.tornadovim.kernels.op.resize;

import dev.tornadovim.kernels.op.Reference;

/**
 * {@link BilinearResize} in plain loops: every output pixel adds to or takes from its four
 * neighbours.
 */
public record BilinearResizeReference(
        int batch,
        int height,
        int width,
        int channels,
        int outHeight,
        int outWidth,
        boolean alignCorners)
        implements Reference {

    @Override
    public double[][] forward(double[][] inputs) {
        double[] y = new double[batch * outHeight * outWidth * channels];
        eachNeighbour((to, from, weight) -> y[to] += weight * inputs[0][from]);
        return new double[][] {y};
    }

    @Override
    public double[][] backward(double[][] inputs, double[][] outputGradients) {
        double[] dx = new double[batch * height * width * channels];
        eachNeighbour((to, from, weight) -> dx[from] += weight * outputGradients[0][to]);
        return new double[][] {dx};
    }

    private interface Neighbour {
        void use(int to, int from, double weight);
    }

    private void eachNeighbour(Neighbour neighbour) {
        for (int to = 0; to < batch * outHeight * outWidth * channels; to++) {
            int c = to % channels;
            int ox = to / channels % outWidth;
            int oy = to / channels / outWidth % outHeight;
            int b = to / channels / outWidth / outHeight;
            double v = position(oy, height, outHeight);
            double u = position(ox, width, outWidth);
            for (int dy = 0; dy < 2; dy++) {
                for (int dx = 0; dx < 2; dx++) {
                    int row = Math.min((int) v + dy, height - 1);
                    int column = Math.min((int) u + dx, width - 1);
                    double down = v - (int) v;
                    double right = u - (int) u;
                    double weight = (dy == 0 ? 1 - down : down) * (dx == 0 ? 1 - right : right);
                    int from = ((b * height + row) * width + column) * channels + c;
                    neighbour.use(to, from, weight);
                }
            }
        }
    }

    private double position(int output, int in, int out) {
        if (alignCorners) {
            return out > 1 ? (double) output * (in - 1) / (out - 1) : 0;
        }
        return Math.max(0, (output + 0.5) * in / out - 0.5);
    }
}
