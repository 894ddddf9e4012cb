/**
 * Update steps: gradient norm and clipping, optimizers, averages of the parameters. They are no ops:
 * nothing is differentiated through them. One more: a class with {@code append(Steps, ...)} that
 * works on whole {@link dev.tornadovim.kernels.program.ParameterBlock blocks}, one launch a block,
 * with everything that changes from step to step in a small tensor.
 */
package dev.tornadovim.kernels.op.optim;
