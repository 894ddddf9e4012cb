/**
 * Losses: ops whose only output is a tensor of one value. The backward pass reads the
 * gradient of that value, so a seed other than one scales the loss. A loss of single values is a
 * {@code LossFunction}.
 */
package dev.tornadovim.kernels.op.loss;
