package dev.tornadovim.experiments.config.schema;

import dev.tornadovim.pipeline.model.PositionEmbedding;

import java.util.Optional;

/**
 * How the weights of {@code init} are taken over.
 *
 * @param ema whether the averaged weights of that checkpoint are taken
 * @param network key of the network to take, in a file that holds several
 * @param positions how position embeddings are resampled for another grid of patches
 * @param strict whether a file that lacks tensors, has unknown ones or others of another shape, or
 *     says that its network was another, is refused; otherwise tensors are initialised anew or left
 *     out. A classifier for other classes and position embeddings of another grid are adapted either
 *     way
 */
public record LoadConfig(
        boolean ema, Optional<String> network, PositionEmbedding positions, boolean strict) {}
