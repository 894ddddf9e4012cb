package dev.tornadovim.kernels.op.loss;

import dev.tornadovim.kernels.op.reduce.RowGroups;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** {@link SoftmaxCrossEntropy} for TornadoVM: the lanes of {@link RowGroups} share a row. */
final class SoftmaxCrossEntropyKernels {

    private SoftmaxCrossEntropyKernels() {}

    /** z: [batch, classes]; targets: the same where soft is 1, else [batch] indices. */
    static void forward(
            KernelContext context,
            FloatArray z,
            int zOffset,
            FloatArray targets,
            int targetsOffset,
            FloatArray logSumExp,
            FloatArray losses,
            int batch,
            int classes,
            int soft,
            float smoothing,
            int lanes) {
        float[] local = context.allocateFloatLocalArray(RowGroups.SIZE);
        int id = context.localIdx;
        int lane = id % lanes;
        int row = context.globalIdx / lanes;
        int end = row < batch ? classes : 0;
        int at = zOffset + row * classes;
        float largest = -3.4e38f;
        for (int c = lane; c < end; c += lanes) {
            largest = TornadoMath.max(largest, z.get(at + c));
        }
        local[id] = largest;
        context.localBarrier();
        for (int half = lanes / 2; half > 0; half = half / 2) {
            if (lane < half) {
                local[id] = TornadoMath.max(local[id], local[id + half]);
            }
            context.localBarrier();
        }
        largest = local[id - lane];
        context.localBarrier();
        float exponentials = 0f;
        float logits = 0f;
        float mass = 0f;
        float dot = 0f;
        for (int c = lane; c < end; c += lanes) {
            float shifted = z.get(at + c) - largest;
            exponentials += TornadoMath.exp(shifted);
            logits += shifted;
            if (soft == 1) {
                float target = targets.get(targetsOffset + row * classes + c);
                mass += target;
                dot += target * shifted;
            }
        }
        local[id] = exponentials;
        context.localBarrier();
        for (int half = lanes / 2; half > 0; half = half / 2) {
            if (lane < half) {
                local[id] = local[id] + local[id + half];
            }
            context.localBarrier();
        }
        exponentials = local[id - lane];
        context.localBarrier();
        local[id] = logits;
        context.localBarrier();
        for (int half = lanes / 2; half > 0; half = half / 2) {
            if (lane < half) {
                local[id] = local[id] + local[id + half];
            }
            context.localBarrier();
        }
        logits = local[id - lane];
        context.localBarrier();
        if (soft == 1) {
            local[id] = mass;
            context.localBarrier();
            for (int half = lanes / 2; half > 0; half = half / 2) {
                if (lane < half) {
                    local[id] = local[id] + local[id + half];
                }
                context.localBarrier();
            }
            mass = local[id - lane];
            context.localBarrier();
            local[id] = dot;
            context.localBarrier();
            for (int half = lanes / 2; half > 0; half = half / 2) {
                if (lane < half) {
                    local[id] = local[id] + local[id + half];
                }
                context.localBarrier();
            }
            dot = local[id - lane];
            context.localBarrier();
        }
        if (lane == 0 && row < batch) {
            if (soft == 0) {
                mass = 1f;
                dot = z.get(at + (int) targets.get(targetsOffset + row)) - largest;
            }
            float log = TornadoMath.log(exponentials);
            logSumExp.set(row, log + largest);
            losses.set(
                    row,
                    (1f - smoothing) * (mass * log - dot) + smoothing * (log - logits / classes));
        }
    }

    /** mean[0] = mean of the values; one group. */
    static void mean(KernelContext context, FloatArray values, FloatArray mean, int count) {
        float[] local = context.allocateFloatLocalArray(RowGroups.SIZE);
        int id = context.localIdx;
        float sum = 0f;
        for (int b = context.localIdx; b < count; b += RowGroups.SIZE) {
            sum += values.get(b);
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
            mean.set(0, sum / count);
        }
    }

    /** dz = dLoss / batch (softmax(z) sum(t) - t); added where accumulate is 1. */
    static void backward(
            KernelContext context,
            FloatArray z,
            int zOffset,
            FloatArray targets,
            int targetsOffset,
            FloatArray logSumExp,
            FloatArray dLoss,
            FloatArray dz,
            int dzOffset,
            int batch,
            int classes,
            int soft,
            float smoothing,
            int accumulate,
            int lanes) {
        float[] local = context.allocateFloatLocalArray(RowGroups.SIZE);
        int id = context.localIdx;
        int lane = id % lanes;
        int row = context.globalIdx / lanes;
        int end = row < batch ? classes : 0;
        float mass = 1f;
        if (soft == 1) {
            mass = 0f;
            for (int c = lane; c < end; c += lanes) {
                mass += targets.get(targetsOffset + row * classes + c);
            }
            local[id] = mass;
            context.localBarrier();
            for (int half = lanes / 2; half > 0; half = half / 2) {
                if (lane < half) {
                    local[id] = local[id] + local[id + half];
                }
                context.localBarrier();
            }
            mass = local[id - lane];
            context.localBarrier();
        }
        if (row < batch) {
            mass = (1f - smoothing) * mass + smoothing;
            int label = -1;
            if (soft == 0) {
                label = (int) targets.get(targetsOffset + row);
            }
            float log = logSumExp.get(row);
            float scale = dLoss.get(0) / batch;
            for (int c = lane; c < classes; c += lanes) {
                float target = 0f;
                if (soft == 1) {
                    target = targets.get(targetsOffset + row * classes + c);
                } else if (c == label) {
                    target = 1f;
                }
                target = (1f - smoothing) * target + smoothing / classes;
                int at = row * classes + c;
                float softmax = TornadoMath.exp(z.get(zOffset + at) - log);
                float value = scale * (softmax * mass - target);
                if (accumulate == 1) {
                    value += dz.get(dzOffset + at);
                }
                dz.set(dzOffset + at, value);
            }
        }
    }
}
