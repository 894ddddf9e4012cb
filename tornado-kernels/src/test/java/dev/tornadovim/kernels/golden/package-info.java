/** Values of an independent float64 implementation that was checked against the official code. */
package dev.tornadovim.kernels.golden;
