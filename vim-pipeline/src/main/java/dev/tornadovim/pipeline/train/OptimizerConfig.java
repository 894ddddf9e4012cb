package dev.tornadovim.pipeline.train;

import dev.tornadovim.kernels.op.optim.AdamWHyper;

/**
 * Settings of AdamW, gradient clipping and weight averaging.
 *
 * @param learningRate peak rate
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added to the root of the second moment
 * @param weightDecay decoupled weight decay, for the parameters that are decayed
 * @param clipNorm largest global gradient norm, 0 for no clipping
 * @param emaDecay decay of the averaged copy of the weights, 0 for no copy
 */
public record OptimizerConfig(
        double learningRate,
        double beta1,
        double beta2,
        double epsilon,
        double weightDecay,
        double clipNorm,
        double emaDecay) {

    /** Checks the ranges. */
    public OptimizerConfig {
        require(learningRate > 0, "learningRate", "positive", learningRate);
        require(beta1 >= 0 && beta1 < 1, "beta1", "in [0, 1)", beta1);
        require(beta2 >= 0 && beta2 < 1, "beta2", "in [0, 1)", beta2);
        require(epsilon > 0, "epsilon", "positive", epsilon);
        require(weightDecay >= 0, "weightDecay", "0 or more", weightDecay);
        require(clipNorm >= 0, "clipNorm", "0 (off) or more", clipNorm);
        require(emaDecay >= 0 && emaDecay < 1, "emaDecay", "in [0, 1), 0 is off", emaDecay);
    }

    AdamWHyper adamW() {
        return new AdamWHyper(beta1, beta2, epsilon, weightDecay);
    }

    private static void require(boolean valid, String name, String expected, double value) {
        if (!valid) {
            throw new IllegalArgumentException(
                    "optim.%s must be %s, not %s".formatted(name, expected, value));
        }
    }
}
