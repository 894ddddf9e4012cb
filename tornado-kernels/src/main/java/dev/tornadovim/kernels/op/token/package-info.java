/**
 * From patches to the token sequence of a backbone ({@link
 * dev.tornadovim.kernels.op.token.EmbedTokens}), back to patches for dense heads ({@link
 * dev.tornadovim.kernels.op.token.DropTokens}), and rotary position embeddings ({@link
 * dev.tornadovim.kernels.op.token.RotaryEmbedding}). To embed tokens in another way, add an op that
 * writes [batch, tokens, channels].
 */
package dev.tornadovim.kernels.op.token;
