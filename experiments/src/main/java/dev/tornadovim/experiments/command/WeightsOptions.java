package dev.tornadovim.experiments.command;

import dev.tornadovim.experiments.inference.ModelFile;
import dev.tornadovim.pipeline.model.PositionEmbedding;
import dev.tornadovim.pipeline.weights.WeightSet;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** Options of the commands that take trained weights. */
final class WeightsOptions {

    @Option(
            names = "--weights",
            paramLabel = "FILE",
            description = "Weights: safetensors, or .pth of PyTorch.")
    private Path weights;

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

    /** The file, or null where the option was not given. */
    Path weights() {
        return weights;
    }

    /** Whether any of the options but the file was given. */
    boolean anyBesideWeights() {
        return preset != null || imageSize != null || ema;
    }

    ModelFile file() {
        return new ModelFile(
                weights,
                ema ? WeightSet.EMA : WeightSet.MODEL,
                Optional.ofNullable(preset),
                imageSize == null ? OptionalInt.empty() : OptionalInt.of(imageSize),
                PositionEmbedding.ALIGNED);
    }
}
