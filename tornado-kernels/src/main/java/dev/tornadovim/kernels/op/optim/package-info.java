/**
 * Update steps: gradient norm and clipping, optimizers, averages of the parameters. They are not
 * ops: nothing is differentiated through them. To add one: a class with {@code append(Steps, ...)}
 * that works on whole {@link dev.tornadovim.kernels.program.ParameterBlock blocks}, one launch per
 * block, with everything that changes from step to step in a small tensor.
 */
package dev.tornadovim.kernels.op.optim;
