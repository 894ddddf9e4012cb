/**
 * Networks. A network is a validated configuration record, its parameters in {@link
 * dev.tornadovim.kernels.program.ParameterBlock blocks} under the names of the public checkpoints,
 * and a class that appends its ops to a {@link dev.tornadovim.kernels.program.ProgramBuilder}. To
 * add one, copy that trio: {@link dev.tornadovim.pipeline.model.VimConfig}, {@link
 * dev.tornadovim.pipeline.model.VimParameters}, {@link dev.tornadovim.pipeline.model.VimModel}.
 */
package dev.tornadovim.pipeline.model;
