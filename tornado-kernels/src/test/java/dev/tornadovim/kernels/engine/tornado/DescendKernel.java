package dev.tornadovim.kernels.engine.tornado;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** Gradient descent with rate 1. */
final class DescendKernel {

    private DescendKernel() {}

    static void descend(FloatArray values, FloatArray gradients, int size) {
        for (@Parallel int i = 0; i < size; i++) {
            values.set(i, values.get(i) - gradients.get(i));
            gradients.set(i, 0f);
        }
    }
}
