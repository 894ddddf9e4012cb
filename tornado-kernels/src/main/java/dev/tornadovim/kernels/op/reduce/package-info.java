/**
 * Sums along rows and columns that kernels of several ops share: a tree in local memory, in a fixed
 * order, without atomics. One more: a static method over a {@code KernelContext} that every work-item
 * of a group calls.
 */
package dev.tornadovim.kernels.op.reduce;
