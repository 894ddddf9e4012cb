package dev.tornadovim.experiments.config.schema;

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
        Range.atLeast("log.every", 1, every);
    }
}
