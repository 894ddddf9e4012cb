package dev.tornadovim.kernels.op.activation;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** {@link Gelu} for TornadoVM. */
final class GeluKernels {

    private GeluKernels() {}

    /** y = max(x, 0) - |x| Q(|x|); x: [size] from xOffset on; y: [size]. */
    static void forward(FloatArray x, int xOffset, FloatArray y, int size) {
        for (@Parallel int i = 0; i < size; i++) {
            float value = x.get(xOffset + i);
            float t = TornadoMath.min(TornadoMath.abs(value), NormalTail.END);
            float tail = NormalTail.of(t, NormalTail.bell(t));
            y.set(i, TornadoMath.max(value, 0f) - t * tail);
        }
    }

    /** dx = dy (Phi(x) + x phi(x)); added where accumulate is 1. */
    static void backward(
            FloatArray x,
            int xOffset,
            FloatArray dy,
            FloatArray dx,
            int dxOffset,
            int size,
            int accumulate) {
        for (@Parallel int i = 0; i < size; i++) {
            float value = x.get(xOffset + i);
            float t = TornadoMath.min(TornadoMath.abs(value), NormalTail.END);
            float bell = NormalTail.bell(t);
            float below = NormalTail.of(t, bell) - t * bell * NormalTail.DENSITY;
            float slope = value > 0f ? 1f - below : below;
            float sum = dy.get(i) * slope;
            if (accumulate == 1) {
                sum += dx.get(dxOffset + i);
            }
            dx.set(dxOffset + i, sum);
        }
    }
}
