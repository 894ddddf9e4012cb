/**
 * Between patches and the token sequence of a backbone: {@link
 * dev.tornadovim.kernels.op.token.EmbedTokens} on the way in, {@link
 * dev.tornadovim.kernels.op.token.DropTokens} on the way out to dense heads; {@link
 * dev.tornadovim.kernels.op.token.RotaryEmbedding} turns tokens by their place. One more way of
 * embedding tokens: an op beside them that writes [batch, tokens, channels].
 */
package dev.tornadovim.kernels.op.token;
