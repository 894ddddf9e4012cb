/** Tensors side by side. Another axis would be another op here. */
package dev.tornadovim.kernels.op.concat;
