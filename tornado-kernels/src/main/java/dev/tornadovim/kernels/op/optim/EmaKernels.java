package dev.tornadovim.kernels.op.optim;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** {@link Ema} for TornadoVM, one thread per element. */
final class EmaKernels {

    private EmaKernels() {}

    /** a += (1 - decay) (p - a). */
    static void average(FloatArray p, FloatArray a, FloatArray decay, int size) {
        for (@Parallel int i = 0; i < size; i++) {
            float old = a.get(i);
            a.set(i, old + (1f - decay.get(0)) * (p.get(i) - old));
        }
    }
}
