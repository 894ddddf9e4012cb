package dev.tornadovim.kernels.engine.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** The kernels of {@link DeviceTrial}: a loop, and groups that share local memory. */
final class TrialKernels {

    /** Work-items in a group. */
    static final int GROUP = 64;

    private TrialKernels() {}

    /** {@code y = silu(x)}. */
    static void silu(FloatArray x, FloatArray y, int size) {
        for (@Parallel int i = 0; i < size; i++) {
            float value = x.get(i);
            y.set(i, value / (1f + TornadoMath.exp(-value)));
        }
    }

    /** {@code sums[group] =} the sum of the group's {@link #GROUP} elements of {@code y}. */
    static void sums(KernelContext context, FloatArray y, FloatArray sums, int size) {
        int item = context.localIdx;
        int i = context.globalIdx;
        float[] tile = context.allocateFloatLocalArray(GROUP);
        float value = 0f;
        if (i < size) {
            value = y.get(i);
        }
        tile[item] = value;
        for (int half = GROUP / 2; half > 0; half /= 2) {
            context.localBarrier();
            if (item < half) {
                tile[item] += tile[item + half];
            }
        }
        if (item == 0) {
            sums.set(context.groupIdx, tile[0]);
        }
    }
}
