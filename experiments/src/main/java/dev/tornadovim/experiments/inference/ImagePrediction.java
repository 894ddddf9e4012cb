package dev.tornadovim.experiments.inference;

import dev.tornadovim.pipeline.inference.Prediction;

/**
 * What a classifier predicts for an image of a file.
 *
 * @param image its file
 * @param prediction of the classifier
 */
public record ImagePrediction(String image, Prediction prediction) {}
