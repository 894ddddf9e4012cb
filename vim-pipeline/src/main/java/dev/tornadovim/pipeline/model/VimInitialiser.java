package dev.tornadovim.pipeline.model;

import static dev.tornadovim.pipeline.model.InitialValues.fill;
import static dev.tornadovim.pipeline.model.InitialValues.normal;
import static dev.tornadovim.pipeline.model.InitialValues.uniform;

import dev.tornadovim.kernels.tensor.Tensor;

import java.util.random.RandomGenerator;

/**
 * Initial values as in hustvl/Vim ({@code segm_init_weights}, {@code _init_weights}, {@code
 * Mamba.__init__}). Each tensor draws from a generator of its own, seeded by the run's seed and the
 * tensor's name, so its values do not depend on what else a network has.
 */
public final class VimInitialiser {

    private static final double TOKEN_STD = 0.02;
    // The standard deviation of a standard normal cut at ±2, by which timm divides.
    private static final double LECUN_CORRECTION = 0.87962566103423978;
    private static final double DT_MIN = 0.001;
    private static final double DT_MAX = 0.1;
    private static final double DT_FLOOR = 1e-4;

    private final VimConfig config;
    private final long seed;

    private VimInitialiser(VimConfig config, long seed) {
        this.config = config;
        this.seed = seed;
    }

    /** Sets every parameter. */
    public static void initialise(VimParameters parameters, long seed) {
        var initialiser = new VimInitialiser(parameters.config(), seed);
        parameters.all().values().forEach(initialiser::set);
    }

    /** Sets one parameter, for instance a classifier whose number of classes has changed. */
    public static void initialise(VimConfig config, Tensor parameter, long seed) {
        new VimInitialiser(config, seed).set(parameter);
    }

    private void set(Tensor tensor) {
        String full = InitialValues.nameInClassifier(tensor);
        String name = full.replaceFirst("^layers\\.\\d+\\.", "");
        RandomGenerator random = InitialValues.random(seed, full);
        double fanIn = (double) tensor.size() / tensor.dim(0);
        double linear = 1 / Math.sqrt(fanIn);
        switch (name) {
            case "cls_token", "cls_token_head", "cls_token_tail", "pos_embed", "head.weight" ->
                    fill(tensor, () -> normal(random, TOKEN_STD));
            case "patch_embed.proj.weight" ->
                    fill(tensor, () -> normal(random, linear / LECUN_CORRECTION));
            case "mixer.A_log", "mixer.A_b_log" -> logOfStateNumber(tensor);
            case "mixer.D", "mixer.D_b", "norm.weight", "norm_f.weight" -> fill(tensor, () -> 1);
            // PyTorch bounds the bias of a convolution like its weight, whose fan-in is the taps.
            case "mixer.conv1d.bias", "mixer.conv1d_b.bias" ->
                    fill(tensor, () -> uniform(random, 1 / Math.sqrt(config.dConv())));
            case "mixer.dt_proj.bias" -> fill(tensor, () -> stepSizeBias(random));
            // The official code zeroes dt_proj_b.bias, which lacks the mark that protects
            // dt_proj.bias: the reverse direction starts with the larger step softplus(0) = 0.693.
            case "patch_embed.proj.bias", "head.bias", "mixer.dt_proj_b.bias" ->
                    fill(tensor, () -> 0);
            // kaiming_uniform(a=√5), smaller by the root of the number of residual additions
            // (GPT-2).
            case "mixer.out_proj.weight" ->
                    fill(tensor, () -> uniform(random, linear / Math.sqrt(config.depth())));
            // PyTorch's default for Linear and Conv1d.
            default -> fill(tensor, () -> uniform(random, linear));
        }
    }

    /** The inverse softplus of a step size that is log-uniform between 0.001 and 0.1. */
    private static double stepSizeBias(RandomGenerator random) {
        double dt = Math.exp(random.nextDouble(Math.log(DT_MIN), Math.log(DT_MAX)));
        dt = Math.max(dt, DT_FLOOR);
        return dt + Math.log(-Math.expm1(-dt));
    }

    /** S4D-real: A = −1, −2, … over the states, the same for every channel. */
    private static void logOfStateNumber(Tensor tensor) {
        float[] values = new float[tensor.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.log(i % tensor.columns() + 1);
        }
        tensor.set(values);
    }
}
