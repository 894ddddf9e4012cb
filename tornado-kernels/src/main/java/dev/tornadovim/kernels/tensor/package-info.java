/** Shapes, storage and views. A {@link dev.tornadovim.kernels.tensor.Tensor} never owns memory. */
package dev.tornadovim.kernels.tensor;
