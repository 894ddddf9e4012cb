/**
 * Trained models at work, for any Java program: no command line, no config files.
 *
 * <p>A predictor loads a file of weights and answers with what the model finds in an image: {@link
 * dev.tornadovim.pipeline.inference.ClassificationPredictor}, {@link
 * dev.tornadovim.pipeline.inference.SegmentationPredictor}, {@link
 * dev.tornadovim.pipeline.inference.DetectionPredictor} and {@link
 * dev.tornadovim.pipeline.inference.FeatureExtractor}. {@link
 * dev.tornadovim.pipeline.inference.ModelFile} says which weights of a file, and at which size. A
 * checkpoint describes its network and preprocessing itself ({@link
 * dev.tornadovim.pipeline.inference.ModelMetadata}); public checkpoints of Vim and DeiT are known by
 * the shapes of their tensors.
 *
 * <p>To add a task, add its description to {@code ModelMetadata}, and a record that loads its weights
 * and a predictor beside the others.
 */
package dev.tornadovim.pipeline.inference;
