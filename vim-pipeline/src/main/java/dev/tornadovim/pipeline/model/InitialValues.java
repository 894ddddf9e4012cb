package dev.tornadovim.pipeline.model;

import dev.tornadovim.kernels.tensor.Tensor;

import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;

/** Distributions of initial values, for initialisers of networks and heads. */
public final class InitialValues {

    private InitialValues() {}

    /** The parameter's name without that it belongs to a backbone. */
    static String nameInClassifier(Tensor parameter) {
        String name = parameter.name();
        return name.startsWith(Backbone.PREFIX) ? name.substring(Backbone.PREFIX.length()) : name;
    }

    /** FNV-1a of the name, started from the seed: one independent stream a tensor. */
    public static RandomGenerator random(long seed, String name) {
        long hash = 0xCBF29CE484222325L ^ seed * 0x9E3779B97F4A7C15L;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001B3L;
        }
        return new SplittableRandom(hash);
    }

    /** Sets every element. */
    public static void fill(Tensor tensor, DoubleSupplier value) {
        float[] values = new float[tensor.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) value.getAsDouble();
        }
        tensor.set(values);
    }

    /** Uniform in [-bound, bound). */
    public static double uniform(RandomGenerator random, double bound) {
        return random.nextDouble(-bound, bound);
    }

    /** timm's {@code trunc_normal_}: its default bounds are ±2 absolute, not standard deviations. */
    public static double normal(RandomGenerator random, double std) {
        double value;
        do {
            value = random.nextGaussian(0, std);
        } while (Math.abs(value) > 2);
        return value;
    }
}
