package dev.tornadovim.experiments.config.schema;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

import dev.tornadovim.pipeline.model.ImageClassifier;
import dev.tornadovim.pipeline.model.NetworkConfig;

/**
 * The network. Each family has keys of its own; {@code model.family} says which. Presets are the
 * group files in {@code configs/_base_/model}.
 */
@JsonTypeInfo(
        use = JsonTypeInfo.Id.NAME,
        include = JsonTypeInfo.As.EXISTING_PROPERTY,
        property = "family",
        visible = true)
@JsonSubTypes({@JsonSubTypes.Type(VimModelConfig.class), @JsonSubTypes.Type(DeitModelConfig.class)})
public sealed interface ModelConfig permits VimModelConfig, DeitModelConfig {

    /** The kinds of networks. */
    enum Family {
        /** Vision Mamba. */
        VIM,
        /** Vision transformer, the baseline. */
        DEIT
    }

    /** Which record this is. */
    Family family();

    /** Side of a patch, in pixels. */
    int patchSize();

    /** Width of a token. */
    int dModel();

    /** Number of layers. */
    int depth();

    /**
     * The network for certain data.
     *
     * @param height rows of an image
     * @param width columns of an image
     * @param channels 1 for grey, 3 for colour
     * @param classes number of classes
     * @throws IllegalArgumentException if the sizes do not fit together
     */
    NetworkConfig network(int height, int width, int channels, int classes);

    /** Allocates a network, with zeroed parameters. */
    ImageClassifier classifier(int height, int width, int channels, int classes);
}
