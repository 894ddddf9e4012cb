/**
 * Elementwise sums and products that are not part of a larger op. One more: a class with the
 * equation, its {@code Cpu} loop over {@link dev.tornadovim.kernels.engine.cpu.Chunks}, and a kernel
 * with one element a thread.
 */
package dev.tornadovim.kernels.op.elementwise;
