/**
 * Networks as ONNX files, for every runtime that reads that format. {@link
 * dev.tornadovim.pipeline.onnx.OnnxModel} writes a file; an {@code OnnxGraph} collects nodes and
 * tensors, {@code Operators} has one method an operator of ONNX, {@code Layers} what the networks
 * share, and each network has a class that puts them together. To export one more network, write such
 * a class and name it in {@code OnnxModel}.
 */
package dev.tornadovim.pipeline.onnx;
