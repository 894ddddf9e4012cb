package dev.tornadovim.kernels.op.linear;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** {@link Linear} for TornadoVM, one thread an element of the result. */
final class LinearKernels {

    private LinearKernels() {}

    /** y[row, o] = sum over i of x[row, i] * weight[o, i]. */
    static void forward(
            FloatArray x,
            int xOffset,
            int xStride,
            FloatArray weight,
            int weightOffset,
            FloatArray y,
            int yOffset,
            int yStride,
            int rows,
            int out,
            int in) {
        for (@Parallel int row = 0; row < rows; row++) {
            for (@Parallel int o = 0; o < out; o++) {
                float sum = 0f;
                for (int i = 0; i < in; i++) {
                    sum +=
                            x.get(xOffset + row * xStride + i)
                                    * weight.get(weightOffset + o * in + i);
                }
                y.set(yOffset + row * yStride + o, sum);
            }
        }
    }

    /** y[row, o] += bias[o]. */
    static void addBias(
            FloatArray bias,
            int biasOffset,
            FloatArray y,
            int yOffset,
            int yStride,
            int rows,
            int out) {
        for (@Parallel int row = 0; row < rows; row++) {
            for (@Parallel int o = 0; o < out; o++) {
                int at = yOffset + row * yStride + o;
                y.set(at, y.get(at) + bias.get(biasOffset + o));
            }
        }
    }

    /** dx[row, i] = sum over o of dy[row, o] * weight[o, i]. */
    static void inputGradient(
            FloatArray dy,
            int dyOffset,
            int dyStride,
            FloatArray weight,
            int weightOffset,
            FloatArray dx,
            int dxOffset,
            int dxStride,
            int rows,
            int out,
            int in,
            int accumulate) {
        for (@Parallel int row = 0; row < rows; row++) {
            for (@Parallel int i = 0; i < in; i++) {
                int at = dxOffset + row * dxStride + i;
                float sum = 0f;
                if (accumulate == 1) {
                    sum = dx.get(at);
                }
                for (int o = 0; o < out; o++) {
                    sum +=
                            dy.get(dyOffset + row * dyStride + o)
                                    * weight.get(weightOffset + o * in + i);
                }
                dx.set(at, sum);
            }
        }
    }

    /** dWeight[o, i] = sum over rows of dy[row, o] * x[row, i]. */
    static void weightGradient(
            FloatArray dy,
            int dyOffset,
            int dyStride,
            FloatArray x,
            int xOffset,
            int xStride,
            FloatArray dWeight,
            int dWeightOffset,
            int rows,
            int out,
            int in,
            int accumulate) {
        for (@Parallel int o = 0; o < out; o++) {
            for (@Parallel int i = 0; i < in; i++) {
                int at = dWeightOffset + o * in + i;
                float sum = 0f;
                if (accumulate == 1) {
                    sum = dWeight.get(at);
                }
                for (int row = 0; row < rows; row++) {
                    sum +=
                            dy.get(dyOffset + row * dyStride + o)
                                    * x.get(xOffset + row * xStride + i);
                }
                dWeight.set(at, sum);
            }
        }
    }

    /** dBias[o] = sum over rows of dy[row, o]. */
    static void biasGradient(
            FloatArray dy,
            int dyOffset,
            int dyStride,
            FloatArray dBias,
            int dBiasOffset,
            int rows,
            int out,
            int accumulate) {
        for (@Parallel int o = 0; o < out; o++) {
            float sum = 0f;
            if (accumulate == 1) {
                sum = dBias.get(dBiasOffset + o);
            }
            for (int row = 0; row < rows; row++) {
                sum += dy.get(dyOffset + row * dyStride + o);
            }
            dBias.set(dBiasOffset + o, sum);
        }
    }
}
