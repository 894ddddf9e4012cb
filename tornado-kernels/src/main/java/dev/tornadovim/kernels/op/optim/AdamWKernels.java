package dev.tornadovim.kernels.op.optim;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** {@link AdamW} for TornadoVM, one thread per element. */
final class AdamWKernels {

    private AdamWKernels() {}

    /**
     * All arrays but hyper and scale have {@code size} elements; g is cleared. Nothing else changes
     * where the scale is 0.
     */
    static void update(
            FloatArray p,
            FloatArray g,
            FloatArray m,
            FloatArray v,
            FloatArray hyper,
            FloatArray scale,
            int size,
            int decayEnd) {
        for (@Parallel int i = 0; i < size; i++) {
            if (scale.get(0) != 0f) {
                float gradient = g.get(i) * scale.get(0);
                float first = m.get(i);
                float second = v.get(i);
                float value = p.get(i);
                first += hyper.get(2) * (gradient - first);
                second = (1f - hyper.get(3)) * second + hyper.get(3) * gradient * gradient;
                if (i < decayEnd) {
                    value -= hyper.get(5) * value;
                }
                value -=
                        hyper.get(0)
                                * first
                                / (TornadoMath.sqrt(second) * hyper.get(1) + hyper.get(4));
                p.set(i, value);
                m.set(i, first);
                v.set(i, second);
            }
            g.set(i, 0f);
        }
    }
}
