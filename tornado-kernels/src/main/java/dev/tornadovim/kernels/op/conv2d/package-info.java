/**
 * Two-dimensional convolutions over feature maps [batch, height, width, channels]. {@link
 * dev.tornadovim.kernels.op.conv2d.Windows} says which values of a map belong together; the rest is
 * a matrix product. Another convolution (dilated, grouped) is another record of windows, or other
 * rows for the product.
 */
package dev.tornadovim.kernels.op.conv2d;
