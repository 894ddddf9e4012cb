package dev.tornadovim.kernels.op.loss;

import dev.tornadovim.kernels.op.KernelMath;
import dev.tornadovim.kernels.op.reduce.RowGroups;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** {@link SigmoidCrossEntropy} and {@link SmoothL1} for TornadoVM. */
final class WeightedLossKernels {

    private WeightedLossKernels() {}

    /** partial[g] = sum of w (softplus(z) - t z) over the elements that group g meets. */
    static void crossEntropySums(
            KernelContext context,
            FloatArray z,
            int zOffset,
            FloatArray t,
            int tOffset,
            FloatArray w,
            int wOffset,
            FloatArray partial,
            int size,
            int groups) {
        float[] local = context.allocateFloatLocalArray(RowGroups.SIZE);
        int id = context.localIdx;
        float sum = 0f;
        for (int i = context.globalIdx; i < size; i += groups * RowGroups.SIZE) {
            float logit = z.get(zOffset + i);
            float value = KernelMath.softplus(logit) - t.get(tOffset + i) * logit;
            sum += w.get(wOffset + i) * value;
        }
        local[id] = sum;
        context.localBarrier();
        for (int half = RowGroups.SIZE / 2; half > 0; half = half / 2) {
            if (id < half) {
                local[id] = local[id] + local[id + half];
            }
            context.localBarrier();
        }
        if (id == 0) {
            partial.set(context.groupIdx, local[0]);
        }
    }

    /** dz = dLoss / normalizer w (sigmoid(z) - t); added where accumulate is 1. */
    static void crossEntropyBackward(
            FloatArray z,
            int zOffset,
            FloatArray t,
            int tOffset,
            FloatArray w,
            int wOffset,
            FloatArray normalizer,
            int normalizerOffset,
            FloatArray dLoss,
            FloatArray dz,
            int dzOffset,
            int size,
            int accumulate) {
        for (@Parallel int i = 0; i < size; i++) {
            float scale = dLoss.get(0) / normalizer.get(normalizerOffset);
            float slope = KernelMath.sigmoid(z.get(zOffset + i)) - t.get(tOffset + i);
            float value = scale * w.get(wOffset + i) * slope;
            if (accumulate == 1) {
                value += dz.get(dzOffset + i);
            }
            dz.set(dzOffset + i, value);
        }
    }

    /** partial[g] = sum of w l(|p - t|), l as in {@link SmoothL1}. */
    static void smoothSums(
            KernelContext context,
            FloatArray p,
            int pOffset,
            FloatArray t,
            int tOffset,
            FloatArray w,
            int wOffset,
            FloatArray partial,
            int size,
            int groups,
            float beta) {
        float[] local = context.allocateFloatLocalArray(RowGroups.SIZE);
        int id = context.localIdx;
        float sum = 0f;
        for (int i = context.globalIdx; i < size; i += groups * RowGroups.SIZE) {
            float apart = TornadoMath.abs(p.get(pOffset + i) - t.get(tOffset + i));
            float value = apart - 0.5f * beta;
            if (apart < beta) {
                value = 0.5f * apart * apart / beta;
            }
            sum += w.get(wOffset + i) * value;
        }
        local[id] = sum;
        context.localBarrier();
        for (int half = RowGroups.SIZE / 2; half > 0; half = half / 2) {
            if (id < half) {
                local[id] = local[id] + local[id + half];
            }
            context.localBarrier();
        }
        if (id == 0) {
            partial.set(context.groupIdx, local[0]);
        }
    }

    /** dp = dLoss / normalizer w l'(p - t); added where accumulate is 1. */
    static void smoothBackward(
            FloatArray p,
            int pOffset,
            FloatArray t,
            int tOffset,
            FloatArray w,
            int wOffset,
            FloatArray normalizer,
            int normalizerOffset,
            FloatArray dLoss,
            FloatArray dp,
            int dpOffset,
            int size,
            float beta,
            int accumulate) {
        for (@Parallel int i = 0; i < size; i++) {
            float scale = dLoss.get(0) / normalizer.get(normalizerOffset);
            float apart = p.get(pOffset + i) - t.get(tOffset + i);
            float slope = 0f;
            if (TornadoMath.abs(apart) < beta) {
                slope = apart / beta;
            } else if (apart > 0f) {
                slope = 1f;
            } else if (apart < 0f) {
                slope = -1f;
            }
            float value = scale * w.get(wOffset + i) * slope;
            if (accumulate == 1) {
                value += dp.get(dpOffset + i);
            }
            dp.set(dpOffset + i, value);
        }
    }

    /** loss[0] = sum of the partial sums / normalizer; one group. */
    static void finish(
            KernelContext context,
            FloatArray partial,
            int groups,
            FloatArray normalizer,
            int normalizerOffset,
            FloatArray loss) {
        float[] local = context.allocateFloatLocalArray(RowGroups.SIZE);
        int id = context.localIdx;
        float sum = 0f;
        for (int g = context.localIdx; g < groups; g += RowGroups.SIZE) {
            sum += partial.get(g);
        }
        local[id] = sum;
        context.localBarrier();
        for (int half = RowGroups.SIZE / 2; half > 0; half = half / 2) {
            if (id < half) {
                local[id] = local[id] + local[id + half];
            }
            context.localBarrier();
        }
        if (context.localIdx == 0) {
            loss.set(0, local[0] / normalizer.get(normalizerOffset));
        }
    }
}
