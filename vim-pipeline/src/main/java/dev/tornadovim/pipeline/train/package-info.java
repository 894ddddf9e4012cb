/**
 * Training: the program of a training step, the loop around it, the learning rate, and evaluation.
 *
 * <p>To train another task, give its loss to a {@link
 * dev.tornadovim.pipeline.train.TrainingProgram} and its metric to an evaluator; the loop, the
 * schedule, the optimizer and the checkpoints stay as they are.
 */
package dev.tornadovim.pipeline.train;
