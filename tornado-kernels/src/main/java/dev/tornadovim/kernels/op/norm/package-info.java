/**
 * Normalization over the channels of a token. To add one: the op with its equation and
 * gradient, rows in chunks on the CPU, parameter gradients as partial sums of row groups and then
 * their sum.
 */
package dev.tornadovim.kernels.op.norm;
