package dev.tornadovim.kernels.op.loss;

import dev.tornadovim.kernels.op.reduce.RowGroups;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** {@link LabelCrossEntropy} for TornadoVM. */
final class LabelCrossEntropyKernels {

    private LabelCrossEntropyKernels() {}

    /** z: [rows, classes]; partial[group]: sum of losses, number of rows that count. */
    static void forward(
            KernelContext context,
            FloatArray z,
            int zOffset,
            FloatArray labels,
            int labelsOffset,
            FloatArray logSumExp,
            FloatArray partial,
            int rows,
            int classes,
            int ignoreIndex,
            int lanes) {
        float[] local = context.allocateFloatLocalArray(RowGroups.SIZE);
        int id = context.localIdx;
        int lane = id % lanes;
        int row = context.globalIdx / lanes;
        int end = row < rows ? classes : 0;
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
        for (int c = lane; c < end; c += lanes) {
            exponentials += TornadoMath.exp(z.get(at + c) - largest);
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
        float loss = 0f;
        float count = 0f;
        if (lane == 0 && row < rows) {
            float log = TornadoMath.log(exponentials) + largest;
            logSumExp.set(row, log);
            int label = (int) labels.get(labelsOffset + row);
            if (label != ignoreIndex) {
                loss = log - z.get(at + label);
                count = 1f;
            }
        }
        local[id] = loss;
        context.localBarrier();
        for (int half = RowGroups.SIZE / 2; half > 0; half = half / 2) {
            if (id < half) {
                local[id] = local[id] + local[id + half];
            }
            context.localBarrier();
        }
        loss = local[0];
        context.localBarrier();
        local[id] = count;
        context.localBarrier();
        for (int half = RowGroups.SIZE / 2; half > 0; half = half / 2) {
            if (id < half) {
                local[id] = local[id] + local[id + half];
            }
            context.localBarrier();
        }
        if (id == 0) {
            partial.set(2 * context.groupIdx, loss);
            partial.set(2 * context.groupIdx + 1, local[0]);
        }
    }

    /** share[0] = 1 / count or 0, loss[0] = the mean; partial: [groups, 2]; one group. */
    static void mean(
            KernelContext context,
            FloatArray partial,
            FloatArray share,
            FloatArray loss,
            int groups) {
        float[] local = context.allocateFloatLocalArray(RowGroups.SIZE);
        int id = context.localIdx;
        float sum = 0f;
        float count = 0f;
        for (int g = context.localIdx; g < groups; g += RowGroups.SIZE) {
            sum += partial.get(2 * g);
            count += partial.get(2 * g + 1);
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
        local[id] = count;
        context.localBarrier();
        for (int half = RowGroups.SIZE / 2; half > 0; half = half / 2) {
            if (id < half) {
                local[id] = local[id] + local[id + half];
            }
            context.localBarrier();
        }
        if (context.localIdx == 0) {
            float rows = local[0];
            float each = rows > 0f ? 1f / rows : 0f;
            share.set(0, each);
            loss.set(0, sum * each);
        }
    }

    /** dz = dLoss share (softmax(z) - [c = label]), 0 in ignored rows; added where told. */
    static void backward(
            FloatArray z,
            int zOffset,
            FloatArray labels,
            int labelsOffset,
            FloatArray logSumExp,
            FloatArray share,
            FloatArray dLoss,
            FloatArray dz,
            int dzOffset,
            int size,
            int classes,
            int ignoreIndex,
            int accumulate) {
        for (@Parallel int i = 0; i < size; i++) {
            int row = i / classes;
            int label = (int) labels.get(labelsOffset + row);
            float value = 0f;
            if (label != ignoreIndex) {
                value = TornadoMath.exp(z.get(zOffset + i) - logSumExp.get(row));
                if (i - row * classes == label) {
                    value -= 1f;
                }
                value = value * dLoss.get(0) * share.get(0);
            }
            if (accumulate == 1) {
                value += dz.get(dzOffset + i);
            }
            dz.set(dzOffset + i, value);
        }
    }
}
