/**
 * The events of a training: its start, each step, evaluation and epoch, and its end. The trainer
 * knows only {@link dev.tornadovim.pipeline.train.listener.TrainingListener}; files, consoles and
 * reports are listeners in other modules.
 *
 * <p>To add an output, implement {@code TrainingListener}, override the events that matter, and add
 * it to the list passed to {@code TrainingListener.all}.
 */
package dev.tornadovim.pipeline.train.listener;
