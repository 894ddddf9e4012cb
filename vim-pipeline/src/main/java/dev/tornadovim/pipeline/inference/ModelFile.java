package dev.tornadovim.pipeline.inference;

import dev.tornadovim.pipeline.model.PositionEmbedding;
import dev.tornadovim.pipeline.weights.SeveralNetworksException;
import dev.tornadovim.pipeline.weights.TensorSource;
import dev.tornadovim.pipeline.weights.WeightFiles;
import dev.tornadovim.pipeline.weights.WeightSet;
import dev.tornadovim.pipeline.weights.WeightsException;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which weights to load, and what the file itself does not tell.
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

    /** The averaged weights (EMA) of a training checkpoint. */
    public ModelFile averaged() {
        return new ModelFile(weights, WeightSet.EMA, network, preset, imageSize, positions);
    }

    /**
     * The same network for images of another size.
     *
     * @param size height and width in pixels
     */
    public ModelFile withImageSize(int size) {
        return new ModelFile(weights, set, network, preset, OptionalInt.of(size), positions);
    }

    /**
     * The same weights, of a network that the file does not tell.
     *
     * @param name of a preset, such as {@code deit_base}
     */
    public ModelFile withPreset(String name) {
        return new ModelFile(weights, set, network, Optional.of(name), imageSize, positions);
    }

    /**
     * Opens the network.
     *
     * @throws WeightsException if the file is broken, of another format, or holds no such network
     * @throws SeveralNetworksException if it holds several and none is named
     */
    public TensorSource open() {
        return network.isPresent()
                ? WeightFiles.open(weights, network.get())
                : WeightFiles.open(weights, set);
    }
}
