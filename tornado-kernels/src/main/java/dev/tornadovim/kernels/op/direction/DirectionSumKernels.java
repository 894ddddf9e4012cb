package dev.tornadovim.kernels.op.direction;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** {@link DirectionSum} for TornadoVM. */
final class DirectionSumKernels {

    private DirectionSumKernels() {}

    /** y = scale sum_k x[k]; x: [directions, size]; y: [size]. */
    static void forward(
            FloatArray x, int xOffset, FloatArray y, int size, int directions, float scale) {
        for (@Parallel int i = 0; i < size; i++) {
            float sum = 0f;
            for (int k = 0; k < directions; k++) {
                sum += x.get(xOffset + k * size + i);
            }
            y.set(i, scale * sum);
        }
    }

    /** dx[k] = scale dy; dy: [size]; dx: [directions, size]; added where accumulate is 1. */
    static void backward(
            FloatArray dy,
            FloatArray dx,
            int dxOffset,
            int size,
            int directions,
            float scale,
            int accumulate) {
        for (@Parallel int i = 0; i < size; i++) {
            float value = scale * dy.get(i);
            for (int k = 0; k < directions; k++) {
                int at = dxOffset + k * size + i;
                if (accumulate == 1) {
                    dx.set(at, dx.get(at) + value);
                } else {
                    dx.set(at, value);
                }
            }
        }
    }
}
