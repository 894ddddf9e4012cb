/**
 * Pooling of feature maps [batch, height, width, channels]. A pooling over other regions gives every
 * value of the map the regions that hold it, so that its gradient gathers and needs no atomics.
 */
package dev.tornadovim.kernels.op.pool2d;
