package dev.tornadovim.experiments.config.schema;

import dev.tornadovim.pipeline.setting.Setting;

/**
 * What training does to the weights of {@code init}.
 *
 * @param freeze whether the network stays as it is and only what follows its layers is trained
 * @param layerDecay factor of the learning rate from a layer to the one before it; 1: one rate
 */
public record FinetuneConfig(boolean freeze, double layerDecay) {

    /** Checks the range. */
    public FinetuneConfig {
        Setting.require(
                layerDecay > 0 && layerDecay <= 1,
                "layerDecay",
                layerDecay,
                "more than 0 and at most 1");
    }
}
