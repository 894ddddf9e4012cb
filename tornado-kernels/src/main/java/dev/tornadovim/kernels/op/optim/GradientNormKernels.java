package dev.tornadovim.kernels.op.optim;

import dev.tornadovim.kernels.op.reduce.RowGroups;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** {@link GradientNorm} for TornadoVM. */
final class GradientNormKernels {

    private GradientNormKernels() {}

    /** partial[g] = sum of the squares of the elements of group g; added where accumulate is 1. */
    static void squares(
            KernelContext context,
            FloatArray x,
            int size,
            FloatArray partial,
            int groups,
            int accumulate) {
        float[] local = context.allocateFloatLocalArray(RowGroups.SIZE);
        int id = context.localIdx;
        float sum = 0f;
        for (int i = context.globalIdx; i < size; i += groups * RowGroups.SIZE) {
            float value = x.get(i);
            sum += value * value;
        }
        local[id] = sum;
        context.localBarrier();
        for (int half = RowGroups.SIZE / 2; half > 0; half = half / 2) {
            if (id < half) {
                local[id] = local[id] + local[id + half];
            }
            context.localBarrier();
        }
        sum = local[0];
        context.localBarrier();
        if (context.localIdx == 0) {
            int group = context.groupIdx;
            if (accumulate == 1) {
                sum += partial.get(group);
            }
            partial.set(group, sum);
        }
    }

    /**
     * Adds the partial sums; clip: largest norm, common factor; one group. The scale is 0 where the
     * norm is not finite.
     *
     * <p>OpenCL is compiled with {@code -cl-fast-relaxed-math}, under which comparisons with NaN and
     * infinity may be folded away. So the test compares integers: x / (x + 1) is from 0 to 1 for a
     * finite norm and NaN otherwise, and NaN converts to 0 or to the smallest or largest integer.
     */
    static void finish(
            KernelContext context,
            FloatArray partial,
            int count,
            FloatArray clip,
            FloatArray norm,
            FloatArray scale) {
        float[] local = context.allocateFloatLocalArray(RowGroups.SIZE);
        int id = context.localIdx;
        float sum = 0f;
        for (int i = context.localIdx; i < count; i += RowGroups.SIZE) {
            sum += partial.get(i);
        }
        local[id] = sum;
        context.localBarrier();
        for (int half = RowGroups.SIZE / 2; half > 0; half = half / 2) {
            if (id < half) {
                local[id] = local[id] + local[id + half];
            }
            context.localBarrier();
        }
        sum = local[0];
        context.localBarrier();
        if (context.localIdx == 0) {
            float factor = clip.get(1);
            float value = TornadoMath.sqrt(sum) * factor;
            float largest = clip.get(0);
            norm.set(0, value);
            if (largest > 0f) {
                factor = factor * TornadoMath.min(1f, largest / (value + 1e-6f));
            }
            int finite = (int) (value / (value + 1f) + 1f);
            if (finite < 1 || finite > 2) {
                factor = 0f;
            }
            scale.set(0, factor);
        }
    }
}
