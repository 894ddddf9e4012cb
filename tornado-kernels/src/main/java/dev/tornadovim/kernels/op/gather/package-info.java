/**
 * Copies of rows between tensors, which several ops share on the CPU. On a device each op has a
 * kernel of its own.
 */
package dev.tornadovim.kernels.op.gather;
