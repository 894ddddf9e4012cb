/**
 * Regularization by leaving out: drop path and dropout. Masks are functions of a key that the host
 * sets every step ({@link dev.tornadovim.kernels.op.drop.DropKeys}) and of an element's index, so
 * nothing is stored, the backward pass draws the same mask again, and all engines agree on it.
 */
package dev.tornadovim.kernels.op.drop;
