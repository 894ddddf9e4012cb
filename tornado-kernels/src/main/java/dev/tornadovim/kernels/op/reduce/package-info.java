/**
 * Sums along rows and columns that several ops share, in a fixed order, without atomics. On devices a
 * group reduces in a tree in local memory; {@link dev.tornadovim.kernels.op.reduce.RowGroups} says why
 * that tree stands in each kernel.
 */
package dev.tornadovim.kernels.op.reduce;
