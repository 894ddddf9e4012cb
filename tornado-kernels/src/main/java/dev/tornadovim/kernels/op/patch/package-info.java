/** Cuts images into patches and projects them to tokens. */
package dev.tornadovim.kernels.op.patch;
