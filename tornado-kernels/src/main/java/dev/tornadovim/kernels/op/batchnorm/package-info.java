/**
 * Normalization of a channel over all pixels of a batch, as in convolutional heads. To add one: the
 * statistics by groups of rows first, then over the groups, in a fixed order.
 */
package dev.tornadovim.kernels.op.batchnorm;
