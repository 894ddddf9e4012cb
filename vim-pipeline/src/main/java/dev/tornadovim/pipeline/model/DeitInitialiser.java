package dev.tornadovim.pipeline.model;

import dev.tornadovim.kernels.tensor.Tensor;

import java.util.random.RandomGenerator;

/**
 * Initial values as in timm 0.4.12 ({@code vision_transformer.py}), with which DeiT was trained:
 * truncated normals of standard deviation 0.02 for tokens, positions and linear layers, zero biases,
 * unit norms, and PyTorch's default for the patch projection. Each tensor draws from a generator of
 * its own, seeded by the run's seed and the tensor's name.
 */
public final class DeitInitialiser {

    private static final double STD = 0.02;

    private DeitInitialiser() {}

    /** Sets every parameter. */
    public static void initialise(DeitParameters parameters, long seed) {
        parameters.all().values().forEach(tensor -> initialise(parameters.config(), tensor, seed));
    }

    /** Sets one parameter, for instance a classifier whose number of classes has changed. */
    public static void initialise(DeitConfig config, Tensor parameter, long seed) {
        String full = InitialValues.nameInClassifier(parameter);
        RandomGenerator random = InitialValues.random(seed, full);
        String name = full.replaceFirst("^blocks\\.\\d+\\.", "");
        switch (name) {
            case "patch_embed.proj.weight", "patch_embed.proj.bias" -> {
                int fanIn = config.channels() * config.patchSize() * config.patchSize();
                InitialValues.fill(
                        parameter, () -> InitialValues.uniform(random, 1 / Math.sqrt(fanIn)));
            }
            case "norm1.weight", "norm2.weight", "norm.weight" ->
                    InitialValues.fill(parameter, () -> 1);
            case "cls_token", "pos_embed" ->
                    InitialValues.fill(parameter, () -> InitialValues.normal(random, STD));
            default -> {
                boolean bias = name.endsWith(".bias");
                InitialValues.fill(parameter, () -> bias ? 0 : InitialValues.normal(random, STD));
            }
        }
    }
}
