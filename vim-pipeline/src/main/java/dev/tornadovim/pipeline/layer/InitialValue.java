package dev.tornadovim.pipeline.layer;

import dev.tornadovim.kernels.tensor.Tensor;

import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/** Sets a parameter to the value that training starts from. */
@FunctionalInterface
public interface InitialValue {

    /** Zero everywhere. */
    InitialValue ZEROS = each(random -> 0);

    /** One everywhere. */
    InitialValue ONES = each(random -> 1);

    /** Sets all elements. */
    void set(Tensor parameter, RandomGenerator random);

    /** Draws each element on its own, in the order of the array. */
    static InitialValue each(ToDoubleFunction<RandomGenerator> draw) {
        return (parameter, random) -> {
            float[] values = new float[parameter.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) draw.applyAsDouble(random);
            }
            parameter.set(values);
        };
    }

    /** Uniform in [-bound, bound). */
    static InitialValue uniform(double bound) {
        return each(random -> random.nextDouble(-bound, bound));
    }

    /** PyTorch's default: uniform up to one over the root of the connections into a value. */
    static InitialValue uniformByInputs(int inputs) {
        return uniform(1 / Math.sqrt(inputs));
    }

    /** Normal around zero. */
    static InitialValue normal(double std) {
        return each(random -> random.nextGaussian(0, std));
    }

    /** timm's {@code trunc_normal_}: its default bounds are ±2 absolute, not standard deviations. */
    static InitialValue truncatedNormal(double std) {
        return each(
                random -> {
                    double value;
                    do {
                        value = random.nextGaussian(0, std);
                    } while (Math.abs(value) > 2);
                    return value;
                });
    }

    /** FNV-1a of the name, started from the seed: one independent stream per parameter. */
    static RandomGenerator random(long seed, String name) {
        long hash = 0xCBF29CE484222325L ^ seed * 0x9E3779B97F4A7C15L;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001B3L;
        }
        return new SplittableRandom(hash);
    }
}
