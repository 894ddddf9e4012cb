package dev.tornadovim.experiments.config.schema;

/**
 * Scenes that are made of the garments of Fashion-MNIST, {@code data.imageSize} pixels square.
 *
 * @param training number of scenes to learn from
 * @param validation number of scenes to measure on
 * @param seed of everything random in them
 */
public record ScenesConfig(int training, int validation, long seed) {

    /** Checks the ranges. */
    public ScenesConfig {
        Range.atLeast("scenes.training", 1, training);
        Range.atLeast("scenes.validation", 1, validation);
    }
}
