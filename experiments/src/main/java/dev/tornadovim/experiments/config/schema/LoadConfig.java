package dev.tornadovim.experiments.config.schema;

import dev.tornadovim.pipeline.model.PositionEmbedding;

/**
 * How the weights of {@code init} are taken over.
 *
 * @param ema whether the averaged weights of that checkpoint are taken
 * @param positions how position embeddings are resampled for another grid of patches
 * @param strict whether a file that lacks tensors, or has unknown ones or others of another shape, is
 *     refused; otherwise those are initialised anew or left out. A classifier for other classes and
 *     position embeddings of another grid are adapted either way
 */
public record LoadConfig(boolean ema, PositionEmbedding positions, boolean strict) {}
