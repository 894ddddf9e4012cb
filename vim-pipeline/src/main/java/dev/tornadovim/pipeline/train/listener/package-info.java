/**
 * What a training tells the outside: when it starts, after each step, evaluation and epoch, and when
 * it ends. The trainer knows only {@link dev.tornadovim.pipeline.train.listener.TrainingListener};
 * files, consoles and reports are listeners that others bring.
 *
 * <p>To add an output, implement {@code TrainingListener}, override the events that matter, and put
 * it into the list that is handed to {@code TrainingListener.all}.
 */
package dev.tornadovim.pipeline.train.listener;
