/**
 * Numeric core: tensors, ops and their kernels, programs, and the engines that run them. It knows
 * nothing of models or data.
 *
 * <ul>
 *   <li>{@code tensor}: shapes and off-heap storage.
 *   <li>{@code program}: what is to be computed: ops append steps, steps form stages, stages form a
 *       program; reverse mode walks the ops backwards.
 *   <li>{@code op}: one folder per op: the op, its CPU form, its TornadoVM kernels.
 *   <li>{@code engine}: how it is computed: {@code cpu} with the Vector API, {@code tornado} with
 *       TornadoVM.
 *   <li>{@code jvm}: runs TornadoVM kernels without a GPU, for tests.
 * </ul>
 *
 * <p><b>Layout.</b> Everything is row-major and token-major: activations are {@code [batch, token,
 * channel]}, so neighbouring channels are neighbours in memory. The reverse direction of time is an
 * index computation of the kernels; no sequence is ever flipped in memory.
 *
 * <p><b>To add an op</b>, copy the folder of a small one ({@code op.pool}), write the reference
 * first, then the kernels, and let the op's test extend the shared contract.
 */
package dev.tornadovim.kernels;
