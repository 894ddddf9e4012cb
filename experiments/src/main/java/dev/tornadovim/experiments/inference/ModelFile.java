package dev.tornadovim.experiments.inference;

import dev.tornadovim.experiments.config.ConfigException;
import dev.tornadovim.experiments.config.schema.Task;
import dev.tornadovim.experiments.train.CheckpointConfig;
import dev.tornadovim.pipeline.model.PositionEmbedding;
import dev.tornadovim.pipeline.weights.SeveralNetworksException;
import dev.tornadovim.pipeline.weights.TensorSource;
import dev.tornadovim.pipeline.weights.WeightFiles;
import dev.tornadovim.pipeline.weights.WeightSet;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which weights, and what the file itself does not tell.
 *
 * @param weights the file: safetensors, or {@code .pth} of PyTorch
 * @param set which of the networks of a training checkpoint
 * @param network key of the network in a file that holds several; then {@code set} does not count
 * @param preset name of the network; without it the file says, or the shapes of its tensors
 * @param imageSize height and width of the images, in pixels; without it the size of the file
 * @param positions how position embeddings are resampled where that is another size
 */
public record ModelFile(
        Path weights,
        WeightSet set,
        Optional<String> network,
        Optional<String> preset,
        OptionalInt imageSize,
        PositionEmbedding positions) {

    /** The trained network of a file as it is. */
    public static ModelFile of(Path weights) {
        return new ModelFile(
                weights,
                WeightSet.MODEL,
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                PositionEmbedding.ALIGNED);
    }

    /**
     * Opens the network.
     *
     * @throws WeightsException if the file is broken, of another format, or holds no such network
     * @throws ConfigException if it holds several and none is named
     */
    public TensorSource open() {
        try {
            return network.isPresent()
                    ? WeightFiles.open(weights, network.get())
                    : WeightFiles.open(weights, set);
        } catch (SeveralNetworksException e) {
            throw new ConfigException(e.getMessage() + " with --network", e);
        }
    }

    /** What the network was trained for; that of other projects' files is classification. */
    public Task task() {
        try (TensorSource source = open()) {
            return CheckpointConfig.task(source);
        }
    }
}
