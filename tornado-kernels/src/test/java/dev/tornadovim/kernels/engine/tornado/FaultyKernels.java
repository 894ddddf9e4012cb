package dev.tornadovim.kernels.engine.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** Kernels that no device runs. */
final class FaultyKernels {

    /** Floats of local memory, 64 MiB: more than any group has. */
    private static final int TOO_MUCH = 1 << 24;

    private FaultyKernels() {}

    /** Asks for more local memory than there is. */
    static void hoard(KernelContext context, FloatArray y) {
        float[] tile = context.allocateFloatLocalArray(TOO_MUCH);
        tile[context.localIdx] = 1f;
        context.localBarrier();
        y.set(context.globalIdx, tile[(context.localIdx + 1) % 32]);
    }

    /** Needs an array of arrays, which TornadoVM does not compile. */
    static void nest(KernelContext context, FloatArray y) {
        float[][] tile = new float[2][4];
        tile[context.localIdx % 2][1] = 1f;
        y.set(context.globalIdx, tile[1][context.localIdx % 4]);
    }

    /** A kernel without a fault, for a launch with one. */
    static void one(KernelContext context, FloatArray y) {
        if (context.globalIdx < y.getSize()) {
            y.set(context.globalIdx, 1f);
        }
    }
}
