/**
 * Reduces the tokens of a sequence to one vector: chosen tokens, their mean, their maximum. To add
 * one: an op from [batch, tokens, channels] to [batch, channels] whose gradient covers every token.
 * {@link dev.tornadovim.kernels.op.pool.SelectChannel} reduces the channels instead.
 */
package dev.tornadovim.kernels.op.pool;
