package dev.tornadovim.pipeline.detection;

import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.model.InitialValues;

import java.util.random.RandomGenerator;

/**
 * Initial values as in Detectron2: PyTorch's default in the pyramid, small normals in the proposal
 * network and where heads predict, He's normal by outgoing connections for convolutions of heads,
 * Xavier's uniform for fully connected layers, unit norms, zero biases elsewhere. Each tensor draws
 * from a generator of its own, seeded by the run's seed and the tensor's name.
 */
final class DetectionInitialiser {

    private DetectionInitialiser() {}

    /** Sets one parameter. */
    static void initialise(Tensor parameter, long seed) {
        String name = parameter.name();
        RandomGenerator random = InitialValues.random(seed, name);
        boolean bias = name.endsWith(".bias");
        boolean norm = name.contains(".norm.") || isPyramidNorm(parameter);
        if (norm) {
            InitialValues.fill(parameter, () -> bias ? 0 : 1);
        } else if (name.startsWith("backbone.simfp")) {
            double bound = pyramidBound(parameter, bias);
            InitialValues.fill(parameter, () -> InitialValues.uniform(random, bound));
        } else if (bias) {
            InitialValues.fill(parameter, () -> 0);
        } else if (name.endsWith("fc1.weight")) {
            double bound = Math.sqrt(3.0 / parameter.columns());
            InitialValues.fill(parameter, () -> InitialValues.uniform(random, bound));
        } else {
            double std = standardDeviation(parameter);
            InitialValues.fill(parameter, () -> random.nextGaussian(0, std));
        }
    }

    /** The norm between the two transposed convolutions has no name of its own. */
    private static boolean isPyramidNorm(Tensor parameter) {
        return parameter.name().matches("backbone\\.simfp_\\d+\\.1\\.(weight|bias)")
                && parameter.shape().rank() == 1;
    }

    /** PyTorch's default: one over the root of the connections into a value. */
    private static double pyramidBound(Tensor parameter, boolean bias) {
        if (bias) {
            // Only transposed convolutions have one; they count the weight's second dimension.
            return 1 / Math.sqrt(4.0 * parameter.size());
        }
        return 1 / Math.sqrt((double) parameter.size() / parameter.dim(0));
    }

    private static double standardDeviation(Tensor weight) {
        String name = weight.name();
        if (name.startsWith("proposal_generator") || name.endsWith("cls_score.weight")) {
            return 0.01;
        }
        if (name.endsWith("bbox_pred.weight") || name.endsWith("predictor.weight")) {
            return 0.001;
        }
        // The weight's first dimension counts as outgoing, for transposed convolutions too.
        return Math.sqrt(2.0 / (weight.dim(0) * weight.dim(2) * weight.dim(3)));
    }
}
