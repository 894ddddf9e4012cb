package dev.tornadovim.kernels.op.roi;

import dev.tornadovim.kernels.op.Reference;

import java.util.List;

/**
 * {@link RoiAlign} in plain loops: every sample takes from, or gives to, its four neighbours.
 * Inputs: the maps of all levels, then the regions, which have no gradient.
 *
 * @param maps [batch, height, width, channels] of each level
 */
public record RoiAlignReference(List<int[]> maps, float[] scales, int out, int samples)
        implements Reference {

    private interface Neighbour {
        void use(int level, int from, int to, double weight);
    }

    @Override
    public double[][] forward(double[][] inputs) {
        double[] rois = inputs[maps.size()];
        double[] y = new double[rois.length / 6 * out * out * channels()];
        eachNeighbour(rois, (level, from, to, weight) -> y[to] += weight * inputs[level][from]);
        return new double[][] {y};
    }

    @Override
    public double[][] backward(double[][] inputs, double[][] outputGradients) {
        double[][] gradients = new double[inputs.length][];
        for (int level = 0; level < maps.size(); level++) {
            gradients[level] = new double[inputs[level].length];
        }
        eachNeighbour(
                inputs[maps.size()],
                (level, from, to, weight) ->
                        gradients[level][from] += weight * outputGradients[0][to]);
        return gradients;
    }

    private int channels() {
        return maps.getFirst()[3];
    }

    private void eachNeighbour(double[] rois, Neighbour neighbour) {
        for (int cell = 0; cell < rois.length / 6 * out * out; cell++) {
            int roi = cell / out / out * 6;
            int level = (int) rois[roi];
            if (level >= 0) {
                double scale = scales[level];
                double binX = (rois[roi + 4] - rois[roi + 2]) * scale / out;
                double binY = (rois[roi + 5] - rois[roi + 3]) * scale / out;
                for (int s = 0; s < samples * samples; s++) {
                    double stepX = cell % out + (s % samples + 0.5) / samples;
                    double stepY = cell / out % out + (s / samples + 0.5) / samples;
                    double u = rois[roi + 2] * scale - 0.5 + stepX * binX;
                    double v = rois[roi + 3] * scale - 0.5 + stepY * binY;
                    eachOfFour(level, (int) rois[roi + 1], u, v, cell, neighbour);
                }
            }
        }
    }

    private void eachOfFour(
            int level, int image, double u, double v, int cell, Neighbour neighbour) {
        int height = maps.get(level)[1];
        int width = maps.get(level)[2];
        if (u < -1 || u > width || v < -1 || v > height) {
            return;
        }
        double x = Math.clamp(u, 0.0, width - 1);
        double y = Math.clamp(v, 0.0, height - 1);
        for (int row = (int) y; row <= Math.min((int) y + 1, height - 1); row++) {
            for (int column = (int) x; column <= Math.min((int) x + 1, width - 1); column++) {
                double weight = (1 - Math.abs(y - row)) * (1 - Math.abs(x - column));
                for (int c = 0; c < channels(); c++) {
                    int from = ((image * height + row) * width + column) * channels() + c;
                    neighbour.use(level, from, cell * channels() + c, weight / (samples * samples));
                }
            }
        }
    }
}
