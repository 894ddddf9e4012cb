/**
 * Self-attention, the baseline that state space models are compared with. {@link
 * dev.tornadovim.kernels.op.attention.Attention} is the entry point; each {@link
 * dev.tornadovim.kernels.op.attention.AttentionForm} is an op of its own with its CPU form and
 * kernels, on the same reference. To add a form: an op with the same input and output, a constant,
 * and a branch in {@code Attention}.
 */
package dev.tornadovim.kernels.op.attention;
