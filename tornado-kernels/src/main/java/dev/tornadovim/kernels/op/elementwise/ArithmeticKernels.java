package dev.tornadovim.kernels.op.elementwise;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** {@link Add} and {@link Scale} for TornadoVM, one thread per element. */
final class ArithmeticKernels {

    private ArithmeticKernels() {}

    /** y = a + b, each of {@code size} elements. */
    static void addTensors(
            FloatArray a, int aOffset, FloatArray b, int bOffset, FloatArray y, int size) {
        for (@Parallel int i = 0; i < size; i++) {
            y.set(i, a.get(aOffset + i) + b.get(bOffset + i));
        }
    }

    /** y = factor x, added to what is there when {@code accumulate} is 1. */
    static void scaleTensor(
            FloatArray x,
            int xOffset,
            FloatArray y,
            int yOffset,
            int size,
            float factor,
            int accumulate) {
        for (@Parallel int i = 0; i < size; i++) {
            float value = factor * x.get(xOffset + i);
            if (accumulate == 1) {
                y.set(yOffset + i, y.get(yOffset + i) + value);
            } else {
                y.set(yOffset + i, value);
            }
        }
    }
}
