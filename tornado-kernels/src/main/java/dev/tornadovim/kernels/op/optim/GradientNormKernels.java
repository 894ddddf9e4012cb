package dev.tornadovim.kernels.op.optim;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** {@link GradientNorm} for TornadoVM. */
final class GradientNormKernels {

    private GradientNormKernels() {}

    /** partial[i] = sum of x[i + k partials]²; added to what is there when accumulate is 1. */
    static void squares(FloatArray x, int size, FloatArray partial, int partials, int accumulate) {
        for (@Parallel int i = 0; i < partials; i++) {
            float sum = 0f;
            for (int at = i; at < size; at += partials) {
                sum += x.get(at) * x.get(at);
            }
            if (accumulate == 1) {
                sum += partial.get(i);
            }
            partial.set(i, sum);
        }
    }

    /** folded[i] = sum of partial[i + k count]. */
    static void fold(FloatArray partial, int partials, FloatArray folded, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            float sum = 0f;
            for (int at = i; at < partials; at += count) {
                sum += partial.get(at);
            }
            folded.set(i, sum);
        }
    }

    /** clip: largest norm, common factor. */
    static void finish(
            FloatArray folded, int count, FloatArray clip, FloatArray norm, FloatArray scale) {
        for (@Parallel int i = 0; i < 1; i++) {
            float sum = 0f;
            for (int k = 0; k < count; k++) {
                sum += folded.get(k);
            }
            float factor = clip.get(1);
            float value = TornadoMath.sqrt(sum) * factor;
            float largest = clip.get(0);
            norm.set(i, value);
            if (largest > 0f) {
                factor = factor * TornadoMath.min(1f, largest / (value + 1e-6f));
            }
            scale.set(i, factor);
        }
    }
}
