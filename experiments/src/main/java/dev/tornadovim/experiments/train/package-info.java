/**
 * Puts configs and the pipeline together: data, network, engine, listeners, trainer.
 *
 * <p>To add a task, write a class beside {@link
 * dev.tornadovim.experiments.train.ClassificationRun} and let the commands choose it by the config's
 * {@code task}.
 */
package dev.tornadovim.experiments.train;
