package dev.tornadovim.experiments.config.schema;

import dev.tornadovim.pipeline.setting.Setting;

/**
 * What is told during the run.
 *
 * @param every steps from one row of {@code metrics.jsonl} to the next
 * @param bar whether a terminal shows a progress bar; otherwise there are plain lines
 * @param tensorboard whether event files for TensorBoard are written
 */
public record LogConfig(int every, boolean bar, boolean tensorboard) {

    /** Checks the ranges. */
    public LogConfig {
        Setting.atLeast("every", 1, every);
    }
}
