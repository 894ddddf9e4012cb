/** Joins the results of the scan directions. */
package dev.tornadovim.kernels.op.direction;
