package dev.tornadovim.experiments.command;

import dev.tornadovim.experiments.config.ConfigException;
import dev.tornadovim.pipeline.inference.ModelFile;
import dev.tornadovim.pipeline.model.PositionEmbedding;
import dev.tornadovim.pipeline.weights.WeightSet;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** Options for weights that do not describe their network or resolution. */
final class NetworkOptions {

    @Option(
            names = "--model",
            paramLabel = "PRESET",
            description = {
                "Network, such as vim_tiny, vim_small_stride8 or deit_base",
                "(default: read from the file, or derived from the shapes of its tensors)."
            })
    private String preset;

    @Option(
            names = "--image-size",
            paramLabel = "PIXELS",
            description = "Image size; position embeddings are resampled to it.")
    private Integer imageSize;

    @Option(names = "--ema", description = "Use the averaged weights of a training checkpoint.")
    private boolean ema;

    @Option(
            names = "--network",
            paramLabel = "KEY",
            description = "Network to use from a file with several, such as teacher.")
    private String network;

    /** Whether any of the options was given. */
    boolean any() {
        return preset != null || imageSize != null || ema || network != null;
    }

    ModelFile file(Path weights) {
        if (ema && network != null) {
            throw new ConfigException(
                    "--ema and --network cannot be combined: both choose a network");
        }
        return new ModelFile(
                weights,
                ema ? WeightSet.EMA : WeightSet.MODEL,
                Optional.ofNullable(network),
                Optional.ofNullable(preset),
                imageSize == null ? OptionalInt.empty() : OptionalInt.of(imageSize),
                PositionEmbedding.ALIGNED);
    }
}
