package dev.tornadovim.pipeline.onnx;

import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.model.NetworkConfig;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Layers that the networks share, with the parameters of one network. Parameters keep their public
 * names and values; a node is called after its layer. Sequences are [batch, tokens, channels].
 */
final class Layers {

    private final Operators ops;
    private final Map<String, Tensor> parameters;
    private final Map<String, Value> written = new HashMap<>();

    Layers(Operators ops, Map<String, Tensor> parameters) {
        this.ops = ops;
        this.parameters = parameters;
    }

    /** The nodes. */
    Operators ops() {
        return ops;
    }

    /** A parameter as a value of the graph; a parameter that layers share is in the file once. */
    Value parameter(String name) {
        return written.computeIfAbsent(name, n -> ops.graph().parameter(n, parameters.get(n)));
    }

    /** W x, plus b if there is a bias. */
    Value linear(String name, Value x) {
        Value weight = parameter(name + ".weight");
        Value transposed =
                written.computeIfAbsent(
                        weight.name() + ".transposed", n -> ops.transpose(n, weight, 1, 0));
        if (!parameters.containsKey(name + ".bias")) {
            return ops.matMul(name, x, transposed);
        }
        Value product = ops.matMul(name + ".product", x, transposed);
        return ops.add(name, product, parameter(name + ".bias"));
    }

    /** w x / sqrt(mean(x²) + epsilon). */
    Value rmsNorm(String name, Value x, float epsilon) {
        Value square = ops.multiply(name + ".square", x, x);
        Value mean = ops.reduce("ReduceMean", name + ".mean", square, -1, true);
        Value root = ops.map("Sqrt", name + ".root", ops.add(name + ".epsilon", mean, epsilon));
        Value unit = ops.divide(name + ".unit", x, root);
        return ops.multiply(name, unit, parameter(name + ".weight"));
    }

    /** Layer normalisation. */
    Value layerNorm(String name, Value x, float epsilon) {
        return ops.layerNorm(
                name, x, parameter(name + ".weight"), parameter(name + ".bias"), epsilon);
    }

    /** x sigmoid(x). */
    Value silu(String name, Value x) {
        return ops.multiply(name, x, ops.map("Sigmoid", name + ".sigmoid", x));
    }

    /** The exact GELU, x (1 + erf(x / sqrt 2)) / 2. */
    Value gelu(String name, Value x) {
        Value erf =
                ops.map("Erf", name + ".erf", ops.multiply(name + ".in", x, (float) Math.sqrt(.5)));
        Value twice = ops.multiply(name + ".twice", x, ops.add(name + ".erf_1", erf, 1));
        return ops.multiply(name, twice, 0.5f);
    }

    /**
     * Patch embedding, class tokens among the patches, position embedding.
     *
     * @param classTokens names of the parameters, in the order of their positions
     * @param positions of the class tokens in the sequence, ascending
     */
    Value embed(Value image, NetworkConfig config, List<String> classTokens, int... positions) {
        Value patches = patches(image, config);
        List<Value> parts = new ArrayList<>();
        int done = 0;
        for (int i = 0; i < positions.length; i++) {
            int before = positions[i] - i;
            if (before > done) {
                parts.add(
                        ops.slice(
                                "patches.before_" + classTokens.get(i), patches, 1, done, before));
            }
            done = before;
            parts.add(classToken(image, classTokens.get(i)));
        }
        if (parts.isEmpty()) {
            return ops.add("tokens", patches, parameter("pos_embed"));
        }
        parts.add(ops.slice("patches.rest", patches, 1, done, Integer.MAX_VALUE));
        Value sequence = ops.concatenate("sequence", parts, 1);
        return ops.add("tokens", sequence, parameter("pos_embed"));
    }

    /** The number of images, [1]. */
    Value batch(Value image) {
        return written.computeIfAbsent("batch_size", n -> ops.firstDimension(n, image));
    }

    private Value classToken(Value image, String name) {
        Value one = ops.graph().integers(name + ".inner", 1, 1);
        Value shape = ops.concatenate(name + ".shape", List.of(batch(image), one), 0);
        return ops.expand(name + ".expanded", parameter(name), shape);
    }

    private Value patches(Value image, NetworkConfig config) {
        String name = "patch_embed.proj";
        Value map =
                ops.convolve(
                        name,
                        image,
                        parameter(name + ".weight"),
                        parameter(name + ".bias"),
                        1,
                        new long[] {config.stride(), config.stride()},
                        new long[4]);
        // [batch, D, rows, columns] to [batch, D, patches] to [batch, patches, D]
        return ops.transpose("patches", ops.reshape("patches.flat", map, 0, 0, -1), 0, 2, 1);
    }
}
