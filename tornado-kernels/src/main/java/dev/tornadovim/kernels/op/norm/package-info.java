/**
 * Normalisation over the channels of a token. One more: the op with its equation and gradient, rows
 * in chunks on the CPU, parameter gradients as partial sums of row groups and then their sum.
 */
package dev.tornadovim.kernels.op.norm;
