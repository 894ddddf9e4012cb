/**
 * Losses: ops whose only output is a tensor of one value. One more: the op computes the mean loss and
 * reads, on the way back, the gradient of that value, so a seed other than one scales the loss.
 */
package dev.tornadovim.kernels.op.loss;
