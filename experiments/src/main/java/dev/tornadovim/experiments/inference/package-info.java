/**
 * Trained models on the command line: weights with the config that they were trained with ({@link
 * dev.tornadovim.experiments.inference.OpenedWeights}), their predictions as lines, JSON and pictures
 * ({@link dev.tornadovim.experiments.inference.PredictionReport}, {@link
 * dev.tornadovim.experiments.inference.DensePredictor}), their accuracy on a data set ({@link
 * dev.tornadovim.experiments.inference.WeightsEvaluation}) and other formats ({@link
 * dev.tornadovim.experiments.inference.WeightsExport}).
 *
 * <p>The models themselves are loaded and run by {@code dev.tornadovim.pipeline.inference}.
 */
package dev.tornadovim.experiments.inference;
