/**
 * Training: the program of a training step, the loop around it, the learning rate, and evaluation.
 *
 * <p>To train another task, implement {@link dev.tornadovim.pipeline.train.LearningTask} with its
 * loss and {@link dev.tornadovim.pipeline.train.Evaluator} with its metric; the loop, the schedule,
 * the optimizer and the checkpoints stay as they are.
 */
package dev.tornadovim.pipeline.train;
