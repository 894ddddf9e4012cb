package dev.tornadovim.pipeline.model;

import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A trunk as a classifier or as the backbone of a dense task: named parameters. */
public abstract sealed class Network permits ImageClassifier, Backbone {

    /**
     * Start of the names of inputs that hold the random keys of drop path and dropout. Programs for
     * training have them; the host sets new keys before each step.
     */
    public static final String RANDOM_KEY = "random.";

    private final Trunk trunk;

    Network(Trunk trunk) {
        this.trunk = trunk;
    }

    final Trunk trunk() {
        return trunk;
    }

    /** Every choice that shapes the network. */
    public final NetworkConfig config() {
        return trunk.config();
    }

    /**
     * All parameters; the order is that of the update. One block for the embedding, one per layer with
     * the same inner offsets, and for a classifier one for the final norm and the head.
     */
    public final List<ParameterBlock> blocks() {
        return trunk.blocks();
    }

    /** All parameters by their name in a checkpoint, which is that of the public checkpoints. */
    public final Map<String, Tensor> parameters() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        blocks().forEach(block -> all.putAll(block.parameters()));
        return Collections.unmodifiableMap(all);
    }

    /** Sets every parameter to its initial value. */
    public final void initialise(long seed) {
        parameters().values().forEach(parameter -> initialise(parameter, seed));
    }

    /**
     * Sets one parameter to its initial value, which depends on the seed and its name only, for
     * instance that of a classifier whose number of classes has changed.
     */
    public final void initialise(Tensor parameter, long seed) {
        trunk.initialize(parameter.name(), seed);
    }

    /** Number of trained values. */
    public final long parameterCount() {
        return blocks().stream().mapToLong(ParameterBlock::parameterCount).sum();
    }

    /** Shape of a batch of images, [batch, channels, height, width]. */
    public final Shape imageShape(int batch) {
        return config().imageShape(batch);
    }
}
