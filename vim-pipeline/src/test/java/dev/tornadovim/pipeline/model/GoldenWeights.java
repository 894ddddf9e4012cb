package dev.tornadovim.pipeline.model;

import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.nio.charset.StandardCharsets;

/**
 * The weights and images of the golden files: a pure function of a tensor's name and the index of the
 * element. FNV-1a of the name seeds SplitMix64, whose upper 24 bits give v in [−1, 1).
 */
public final class GoldenWeights {

    private GoldenWeights() {}

    /** Sets every parameter by its name. */
    public static void set(ImageClassifier model) {
        model.parameters().forEach((name, tensor) -> tensor.set(of(name, tensor.shape())));
    }

    /** The image batch. */
    public static void setImage(Tensor image) {
        float[] values = new float[image.size()];
        long seed = seed("image");
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (1.7 * uniform(seed, i));
        }
        image.set(values);
    }

    /** The draws v in [−1, 1) that belong to a name. */
    public static double[] draws(String name, int count) {
        long seed = seed(name);
        double[] draws = new double[count];
        for (int i = 0; i < count; i++) {
            draws[i] = uniform(seed, i);
        }
        return draws;
    }

    /** The values of a parameter. */
    public static float[] of(String name, Shape shape) {
        float[] values = new float[shape.size()];
        long seed = seed(name);
        double fanIn = (double) shape.size() / shape.dim(0);
        for (int i = 0; i < values.length; i++) {
            values[i] =
                    (float)
                            value(
                                    name,
                                    uniform(seed, i),
                                    i % shape.columns(),
                                    Math.sqrt(3 / fanIn));
        }
        return values;
    }

    private static double value(String name, double v, int column, double bound) {
        String last = name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
        String end = name.substring(name.lastIndexOf('.') + 1);
        if (last.equals("norm.weight") || name.equals("norm_f.weight")) {
            return 1 + 0.1 * v;
        }
        return switch (end) {
            case "D", "D_b" -> 1 + 0.1 * v;
            case "A_log", "A_b_log" -> Math.log(column + 1.0) + 0.1 * v;
            case "cls_token", "pos_embed", "cls_token_head", "cls_token_tail" -> 0.035 * v;
            case "bias" -> last.startsWith("dt_proj") ? -4.5 + 2 * v : 0.1 * v;
            default -> v * bound;
        };
    }

    private static long seed(String name) {
        long hash = 0xCBF29CE484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * 0x100000001B3L;
        }
        return hash;
    }

    private static double uniform(long seed, long index) {
        long z = seed + (index + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        z ^= z >>> 31;
        return (z >>> 40) / (double) (1 << 24) * 2 - 1;
    }
}
