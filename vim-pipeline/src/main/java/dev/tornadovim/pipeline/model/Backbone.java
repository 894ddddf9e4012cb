package dev.tornadovim.pipeline.model;

import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;
import java.util.Map;

/**
 * A network without its classifier and the norm before it, as dense tasks use it: maps of features
 * after chosen layers, whatever its class tokens: they take part in the sequence and are left out of
 * the maps. Names of its parameters are those of the classifier with {@value #PREFIX} before them, and
 * so are their initial values. {@link NetworkConfig#backbone} makes one.
 */
public final class Backbone extends Network {

    /** Start of the names of a backbone's parameters in a checkpoint of a dense task. */
    public static final String PREFIX = "backbone.";

    Backbone(Trunk trunk) {
        super(trunk);
    }

    /**
     * Appends the network up to the last of some layers.
     *
     * @param image [batch, channels, height, width], of the size in {@link #config}
     * @param after layers, ascending; counted from 0
     * @return for each layer the sum of residual stream and layer output, class tokens left out,
     *     [batch, grid height, grid width, D]
     * @throws IllegalArgumentException if the image has another size, or a layer is none of them
     */
    public List<Tensor> features(ProgramBuilder builder, Tensor image, int... after) {
        return FeatureMaps.of(builder, config(), trunk().features(builder, image, after));
    }

    /**
     * Where a block stands for layer-wise learning rates: 0 for the embedding, i + 1 for layer i.
     *
     * @throws IllegalArgumentException if the block is not of this backbone
     */
    public int layerOf(ParameterBlock block) {
        int index = blocks().indexOf(block);
        if (index < 0) {
            throw new IllegalArgumentException("block " + block.name() + " is of no backbone");
        }
        return index;
    }

    /** The same network for images of another size, with zeroed parameters of its own. */
    public Backbone resized(int height, int width) {
        return config().withImage(height, width).backbone();
    }

    /**
     * Takes over the weights of the same network for images of another size; position embeddings are
     * resampled.
     */
    public void take(Map<String, Tensor> weights, PositionEmbedding.Layout from) {
        parameters()
                .forEach(
                        (name, tensor) -> {
                            float[] values = weights.get(name).toArray();
                            boolean positions = name.equals(PREFIX + "pos_embed");
                            tensor.set(
                                    positions
                                            ? PositionEmbedding.ALIGNED.resample(
                                                    values, from, config().positions())
                                            : values);
                        });
    }
}
