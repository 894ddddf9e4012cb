package dev.tornadovim.kernels.op.loss;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** {@link SoftmaxCrossEntropy} for TornadoVM, a thread a row. */
final class SoftmaxCrossEntropyKernels {

    private SoftmaxCrossEntropyKernels() {}

    /** z: [batch, classes]; targets: the same where soft is 1, else [batch] indices. */
    static void forward(
            FloatArray z,
            int zOffset,
            FloatArray targets,
            int targetsOffset,
            FloatArray logSumExp,
            FloatArray losses,
            int batch,
            int classes,
            int soft,
            float smoothing) {
        for (@Parallel int b = 0; b < batch; b++) {
            int at = zOffset + b * classes;
            float largest = z.get(at);
            for (int c = 1; c < classes; c++) {
                largest = TornadoMath.max(largest, z.get(at + c));
            }
            float exponentials = 0f;
            float logits = 0f;
            for (int c = 0; c < classes; c++) {
                float shifted = z.get(at + c) - largest;
                exponentials += TornadoMath.exp(shifted);
                logits += shifted;
            }
            float mass = 1f;
            float dot = 0f;
            if (soft == 1) {
                mass = 0f;
                for (int c = 0; c < classes; c++) {
                    float target = targets.get(targetsOffset + b * classes + c);
                    mass += target;
                    dot += target * (z.get(at + c) - largest);
                }
            } else {
                dot = z.get(at + (int) targets.get(targetsOffset + b)) - largest;
            }
            float log = TornadoMath.log(exponentials);
            logSumExp.set(b, log + largest);
            losses.set(
                    b,
                    (1f - smoothing) * (mass * log - dot) + smoothing * (log - logits / classes));
        }
    }

    /** mean[0] = mean of the values. */
    static void mean(FloatArray values, FloatArray mean, int count) {
        for (@Parallel int i = 0; i < 1; i++) {
            float sum = 0f;
            for (int b = 0; b < count; b++) {
                sum += values.get(b);
            }
            mean.set(i, sum / count);
        }
    }

    /** dz = dLoss / batch (softmax(z) sum(t) - t); added where accumulate is 1. */
    static void gradient(
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
            int accumulate) {
        for (@Parallel int b = 0; b < batch; b++) {
            float mass = 1f;
            int label = -1;
            if (soft == 1) {
                mass = 0f;
                for (int c = 0; c < classes; c++) {
                    mass += targets.get(targetsOffset + b * classes + c);
                }
            } else {
                label = (int) targets.get(targetsOffset + b);
            }
            mass = (1f - smoothing) * mass + smoothing;
            float scale = dLoss.get(0) / batch;
            for (int c = 0; c < classes; c++) {
                float target = 0f;
                if (soft == 1) {
                    target = targets.get(targetsOffset + b * classes + c);
                } else if (c == label) {
                    target = 1f;
                }
                target = (1f - smoothing) * target + smoothing / classes;
                int at = b * classes + c;
                float softmax = TornadoMath.exp(z.get(zOffset + at) - logSumExp.get(b));
                float value = scale * (softmax * mass - target);
                if (accumulate == 1) {
                    value += dz.get(dzOffset + at);
                }
                dz.set(dzOffset + at, value);
            }
        }
    }
}
