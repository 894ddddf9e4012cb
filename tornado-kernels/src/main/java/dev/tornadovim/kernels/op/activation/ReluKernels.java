package dev.tornadovim.kernels.op.activation;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** {@link Relu} for TornadoVM. */
final class ReluKernels {

    private ReluKernels() {}

    /** y = max(x, 0), by a comparison that NaN fails; x: [size] from xOffset on; y: [size]. */
    static void forward(FloatArray x, int xOffset, FloatArray y, int size) {
        for (@Parallel int i = 0; i < size; i++) {
            float value = x.get(xOffset + i);
            y.set(i, value < 0f ? 0f : value);
        }
    }

    /** dx = dy where y > 0, else 0; added where accumulate is 1. */
    static void backward(
            FloatArray y, FloatArray dy, FloatArray dx, int dxOffset, int size, int accumulate) {
        for (@Parallel int i = 0; i < size; i++) {
            float value = y.get(i) > 0f ? dy.get(i) : 0f;
            if (accumulate == 1) {
                value += dx.get(dxOffset + i);
            }
            dx.set(dxOffset + i, value);
        }
    }
}
