/**
 * Changes of a map's size. To add one: the positions and weights of an axis lie in a table, made once
 * on the host, so every engine takes the same neighbours; a source pixel gathers its gradient.
 */
package dev.tornadovim.kernels.op.resize;
