/**
 * Turns patches into the token sequence of a backbone. One more way of embedding tokens: an op beside
 * {@link dev.tornadovim.kernels.op.token.EmbedTokens} that writes [batch, tokens, channels].
 */
package dev.tornadovim.kernels.op.token;
