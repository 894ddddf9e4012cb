/** Normalisation of a token by its mean and variance, as in transformers. */
package dev.tornadovim.kernels.op.layernorm;
