package dev.tornadovim.kernels.op.optim;

import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * Hyper-parameters of {@link AdamW} and the tensor that carries them to the device. The tensor holds
 * six floats: {@code lr / (1 - beta1^t)}, {@code 1 / sqrt(1 - beta2^t)}, {@code 1 - beta1}, {@code 1 -
 * beta2}, {@code eps}, {@code lr weightDecay}; bias corrections are computed in double.
 *
 * @param beta1 decay of the first moment, 0.9 by default
 * @param beta2 decay of the second moment, 0.999 by default
 * @param eps added to the root of the second moment, 1e-8 by default
 * @param weightDecay decoupled decay
 */
public record AdamWHyper(double beta1, double beta2, double eps, double weightDecay) {

    /** Shape of the tensor. */
    public static final Shape SHAPE = Shape.of(6);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException where a beta is not in [0, 1), eps is not positive or the decay
     *     is negative
     */
    public AdamWHyper {
        require(beta1 >= 0 && beta1 < 1, "beta1 must lie in [0, 1)", beta1);
        require(beta2 >= 0 && beta2 < 1, "beta2 must lie in [0, 1)", beta2);
        require(eps > 0, "eps must be positive", eps);
        require(weightDecay >= 0, "weightDecay must not be negative", weightDecay);
    }

    /** PyTorch's defaults with this weight decay. */
    public static AdamWHyper withDecay(double weightDecay) {
        return new AdamWHyper(0.9, 0.999, 1e-8, weightDecay);
    }

    /**
     * Writes the tensor for one update.
     *
     * @param hyper a tensor of shape {@link #SHAPE}
     * @param learningRate of this update
     * @param step number of this update, from 1 on
     */
    public void write(Tensor hyper, double learningRate, long step) {
        require(step >= 1, "updates are numbered from 1 on", step);
        hyper.set(
                new float[] {
                    (float) (learningRate / (1 - Math.pow(beta1, step))),
                    (float) (1 / Math.sqrt(1 - Math.pow(beta2, step))),
                    (float) (1 - beta1),
                    (float) (1 - beta2),
                    (float) eps,
                    (float) (learningRate * weightDecay)
                });
    }

    private static void require(boolean holds, String rule, double value) {
        if (!holds) {
            throw new IllegalArgumentException("AdamW: " + rule + ", got " + value);
        }
    }
}
