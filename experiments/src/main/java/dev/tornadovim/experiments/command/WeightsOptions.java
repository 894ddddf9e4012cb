package dev.tornadovim.experiments.command;

import dev.tornadovim.pipeline.inference.ModelFile;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;

/** Options of the commands that take trained weights. */
final class WeightsOptions {

    @Option(
            names = "--weights",
            paramLabel = "FILE",
            description = "Weights: safetensors or PyTorch .pth.")
    private Path weights;

    @Mixin private NetworkOptions network;

    /** The file, or null if the option was not given. */
    Path weights() {
        return weights;
    }

    /** Whether any option besides the file was given. */
    boolean anyBesideWeights() {
        return network.any();
    }

    ModelFile file() {
        return network.file(weights);
    }
}
