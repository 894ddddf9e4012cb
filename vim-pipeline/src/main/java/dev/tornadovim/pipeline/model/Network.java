package dev.tornadovim.pipeline.model;

import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a classifier and the backbone of a dense task have in common: named parameters. */
public interface Network {

    /** Every choice that shapes the network. */
    NetworkConfig config();

    /** All parameters; the order is that of the update. */
    List<ParameterBlock> blocks();

    /** Sets one parameter to its initial value, which depends on the seed and its name only. */
    void initialise(Tensor parameter, long seed);

    /** All parameters by their name in a checkpoint. */
    default Map<String, Tensor> parameters() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        blocks().forEach(block -> all.putAll(block.parameters()));
        return Collections.unmodifiableMap(all);
    }

    /** Sets every parameter to its initial value. */
    default void initialise(long seed) {
        parameters().values().forEach(parameter -> initialise(parameter, seed));
    }

    /** Number of trained values. */
    default long parameterCount() {
        return blocks().stream().mapToLong(ParameterBlock::parameterCount).sum();
    }
}
