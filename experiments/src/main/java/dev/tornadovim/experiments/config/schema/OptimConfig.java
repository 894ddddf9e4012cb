package dev.tornadovim.experiments.config.schema;

import dev.tornadovim.pipeline.model.DecayRule;
import dev.tornadovim.pipeline.setting.Setting;

import java.util.List;

/**
 * AdamW (Loshchilov and Hutter, arXiv:1711.05101) and what surrounds it.
 *
 * @param learningRate after warm-up
 * @param baseBatch batch size that the learning rate is meant for: it grows linearly with {@code
 *     train.batchSize} (Goyal et al., arXiv:1706.02677); 0: it is taken as it is
 * @param betas decay of the two moments
 * @param eps added to the root of the second moment
 * @param weightDecay decoupled
 * @param decayRule which parameters besides matrices and kernels have it
 * @param clipNorm largest norm of all gradients together; 0 for no clipping
 * @param emaDecay of the moving average of the weights; 0 for none
 * @param labelSmoothing share of a target that is spread over all classes
 */
public record OptimConfig(
        double learningRate,
        int baseBatch,
        List<Double> betas,
        double eps,
        double weightDecay,
        DecayRule decayRule,
        double clipNorm,
        double emaDecay,
        double labelSmoothing) {

    /** Checks the ranges. */
    public OptimConfig {
        Setting.positive("learningRate", learningRate);
        Setting.atLeast("baseBatch", 0, baseBatch);
        betas = List.copyOf(betas);
        Setting.require(betas.size() == 2, "betas", betas.toString(), "two values");
        betas.forEach(beta -> Setting.shareBelowOne("betas", beta));
        Setting.positive("eps", eps);
        Setting.atLeast("weightDecay", 0, weightDecay);
        Setting.atLeast("clipNorm", 0, clipNorm);
        Setting.shareBelowOne("emaDecay", emaDecay);
        Setting.shareBelowOne("labelSmoothing", labelSmoothing);
    }

    /** The rate after warm-up for a batch size. */
    public double learningRate(int batchSize) {
        return baseBatch == 0 ? learningRate : learningRate * batchSize / baseBatch;
    }
}
