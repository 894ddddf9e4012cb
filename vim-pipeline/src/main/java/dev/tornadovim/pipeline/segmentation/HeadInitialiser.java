package dev.tornadovim.pipeline.segmentation;

import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.model.InitialValues;

import java.util.random.RandomGenerator;

/**
 * Initial values of neck and heads as in mmsegmentation 0.29: classifiers normal with standard
 * deviation 0.01, other convolutions He normal over their outputs ({@code kaiming_init} of mmcv), batch
 * norm one and zero, transposed convolutions as PyTorch makes them. Each tensor draws from a generator
 * of its own, seeded by the run's seed and the tensor's name.
 */
final class HeadInitialiser {

    private static final double CLASSIFIER_STD = 0.01;

    private HeadInitialiser() {}

    /** Sets a parameter or a running statistic. */
    static void initialise(Tensor tensor, long seed) {
        String name = tensor.name();
        RandomGenerator random = InitialValues.random(seed, name);
        if (name.contains(".fpn1.1.") || name.contains(".bn.")) {
            boolean one = name.endsWith(".weight") || name.endsWith(".running_var");
            InitialValues.fill(tensor, () -> one ? 1 : 0);
        } else if (name.startsWith("backbone.")) {
            // PyTorch takes the second dimension of a transposed weight for its inputs.
            int out = name.endsWith(".bias") ? tensor.dim(0) : tensor.dim(1);
            double bound = 1 / Math.sqrt(out * 4.0);
            InitialValues.fill(tensor, () -> InitialValues.uniform(random, bound));
        } else if (name.endsWith(".bias")) {
            InitialValues.fill(tensor, () -> 0);
        } else {
            double fanOut = (double) tensor.size() / tensor.dim(1);
            double std = name.endsWith("conv_seg.weight") ? CLASSIFIER_STD : Math.sqrt(2 / fanOut);
            InitialValues.fill(tensor, () -> random.nextGaussian(0, std));
        }
    }
}
