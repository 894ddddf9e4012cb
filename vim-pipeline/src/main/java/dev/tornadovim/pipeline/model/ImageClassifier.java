package dev.tornadovim.pipeline.model;

import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A network as trainer and inference see it: its parameters, and logits for images. */
public interface ImageClassifier {

    /** Every choice that shapes the network. */
    NetworkConfig config();

    /** All parameters; the order is that of the update. */
    List<ParameterBlock> blocks();

    /** Sets one parameter to its initial value, which depends on the seed and its name only. */
    void initialise(Tensor parameter, long seed);

    /**
     * Appends the network's stages.
     *
     * @param image [batch, channels, height, width]
     * @return logits [batch, classes]
     */
    Tensor logits(ProgramBuilder builder, Tensor image);

    /** The same network with zeroed parameters of its own, to evaluate other weights with. */
    ImageClassifier copy();

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

    /** Shape of a batch of images, [batch, channels, height, width]. */
    default Shape imageShape(int batch) {
        NetworkConfig config = config();
        return Shape.of(batch, config.channels(), config.imageHeight(), config.imageWidth());
    }

    /** Number of classes. */
    default int classes() {
        return config().classes();
    }

    /** Number of trained values. */
    default long parameterCount() {
        return blocks().stream().mapToLong(ParameterBlock::parameterCount).sum();
    }
}
