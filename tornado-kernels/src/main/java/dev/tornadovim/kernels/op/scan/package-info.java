/**
 * The selective scan of Mamba in both time directions. A further direction would be one more value
 * of {@link dev.tornadovim.kernels.op.scan.Direction} and its index arithmetic in the kernels.
 */
package dev.tornadovim.kernels.op.scan;
