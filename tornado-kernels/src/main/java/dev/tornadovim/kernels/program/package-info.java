/**
 * What is to be computed, independent of where: an {@link dev.tornadovim.kernels.program.Op} appends
 * {@link dev.tornadovim.kernels.program.Step steps}, an ordered run of steps is a {@link
 * dev.tornadovim.kernels.program.Stage}, and the stages form a {@link
 * dev.tornadovim.kernels.program.Program} for fixed shapes.
 */
package dev.tornadovim.kernels.program;
