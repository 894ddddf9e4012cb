package dev.tornadovim.kernels.op.drop;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** {@link Drop} for TornadoVM, one thread per element. */
final class DropKernels {

    private DropKernels() {}

    /** y[i] = scale x[i] where the unit of i stays, else 0; added where accumulate is 1. */
    static void drop(
            FloatArray x,
            int xOffset,
            FloatArray key,
            FloatArray y,
            int yOffset,
            int size,
            int span,
            int channels,
            int keepBelow,
            float scale,
            int accumulate) {
        for (@Parallel int i = 0; i < size; i++) {
            int unit = i / span * channels + i % channels;
            int bits = CounterRandom.bits((int) key.get(0), (int) key.get(1), unit);
            float value = 0f;
            if (bits < keepBelow) {
                value = scale * x.get(xOffset + i);
            }
            if (accumulate == 1) {
                value += y.get(yOffset + i);
            }
            y.set(yOffset + i, value);
        }
    }
}
