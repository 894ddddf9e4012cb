/**
 * Regions of interest of a detector, cut from feature maps to one size. To add one: where its samples
 * lie belongs to {@code RoiSampling}, which kernels and the CPU form share.
 */
package dev.tornadovim.kernels.op.roi;
