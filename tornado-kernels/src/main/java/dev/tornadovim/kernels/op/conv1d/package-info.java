/** Causal depthwise convolution over tokens, in both time directions. */
package dev.tornadovim.kernels.op.conv1d;
