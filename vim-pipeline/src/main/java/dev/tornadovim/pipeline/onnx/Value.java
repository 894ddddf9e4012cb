package dev.tornadovim.pipeline.onnx;

/**
 * A tensor in a graph: an input, an initializer or what a node computes.
 *
 * @param name unique in the model
 */
record Value(String name) {}
