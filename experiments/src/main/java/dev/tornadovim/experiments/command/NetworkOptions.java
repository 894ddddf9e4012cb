package dev.tornadovim.experiments.command;

import dev.tornadovim.experiments.config.ConfigException;
import dev.tornadovim.experiments.inference.ModelFile;
import dev.tornadovim.pipeline.model.PositionEmbedding;
import dev.tornadovim.pipeline.weights.WeightSet;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** Options that say what a file of weights does not: which network, and at which resolution. */
final class NetworkOptions {

    @Option(
            names = "--model",
            paramLabel = "PRESET",
            description = {
                "Network, such as vim_tiny, vim_small_stride8 or deit_base; by default what the",
                "file says, or else the shapes of its tensors."
            })
    private String preset;

    @Option(
            names = "--image-size",
            paramLabel = "PIXELS",
            description = "Resolution; position embeddings are resampled for it.")
    private Integer imageSize;

    @Option(names = "--ema", description = "Take the averaged weights of a training checkpoint.")
    private boolean ema;

    @Option(
            names = "--network",
            paramLabel = "KEY",
            description = "Network to take from a file that holds several, such as teacher.")
    private String network;

    /** Whether any of the options was given. */
    boolean any() {
        return preset != null || imageSize != null || ema || network != null;
    }

    ModelFile file(Path weights) {
        if (ema && network != null) {
            throw new ConfigException("--ema and --network both choose a network: give one");
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
