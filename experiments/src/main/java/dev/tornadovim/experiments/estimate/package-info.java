/**
 * What a training will take, before it begins: parameters, FLOPs, memory, time.
 *
 * <p>To add a figure, add a component to {@link
 * dev.tornadovim.experiments.estimate.TrainingEstimate} and a line to its text.
 */
package dev.tornadovim.experiments.estimate;
