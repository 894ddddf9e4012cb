/**
 * Puts configs and the pipeline together: data, network, engine, listeners, trainer.
 *
 * <p>To add a task, implement {@link dev.tornadovim.experiments.train.TaskRun} and let its {@code of}
 * choose it by the config's {@code task}.
 */
package dev.tornadovim.experiments.train;
