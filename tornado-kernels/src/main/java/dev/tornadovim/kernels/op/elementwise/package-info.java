/**
 * Elementwise functions, sums and products that are not part of a larger op. One more function of one
 * value is a {@link dev.tornadovim.kernels.op.elementwise.Function} with a kernel of one thread per
 * element.
 */
package dev.tornadovim.kernels.op.elementwise;
