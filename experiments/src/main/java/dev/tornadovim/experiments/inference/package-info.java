/**
 * Trained networks at work: what a file of weights is ({@link
 * dev.tornadovim.experiments.inference.TrainedModel}), its guesses for images ({@link
 * dev.tornadovim.experiments.inference.Predictor}), and its accuracy on a data set ({@link
 * dev.tornadovim.experiments.inference.WeightsEvaluation}). Networks of dense tasks draw what they
 * find over images ({@link dev.tornadovim.experiments.inference.DensePredictor}).
 *
 * <p>To add another use of a trained network, open it as a {@code TrainedModel}: it knows the network,
 * how its images are prepared and what its classes are called.
 */
package dev.tornadovim.experiments.inference;
