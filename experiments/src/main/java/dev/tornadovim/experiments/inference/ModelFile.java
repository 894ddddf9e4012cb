package dev.tornadovim.experiments.inference;

import dev.tornadovim.pipeline.model.PositionEmbedding;
import dev.tornadovim.pipeline.weights.WeightSet;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which weights, and what the file itself does not tell.
 *
 * @param weights the file: safetensors, or {@code .pth} of PyTorch
 * @param set which of the networks of a training checkpoint
 * @param preset name of the network; without it the file says, or the shapes of its tensors
 * @param imageSize height and width of the images, in pixels; without it the size of the file
 * @param positions how position embeddings are resampled where that is another size
 */
public record ModelFile(
        Path weights,
        WeightSet set,
        Optional<String> preset,
        OptionalInt imageSize,
        PositionEmbedding positions) {

    /** The trained network of a file as it is. */
    public static ModelFile of(Path weights) {
        return new ModelFile(
                weights,
                WeightSet.MODEL,
                Optional.empty(),
                OptionalInt.empty(),
                PositionEmbedding.ALIGNED);
    }
}
