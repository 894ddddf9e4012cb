/**
 * Weights on disk. A {@link dev.tornadovim.pipeline.weights.TensorSource} gives named tensors from a
 * file of some format and executes nothing that the file contains; {@link
 * dev.tornadovim.pipeline.weights.WeightsLoader} puts them into parameters by name. To read one more
 * format, implement {@code TensorSource}.
 */
package dev.tornadovim.pipeline.weights;
