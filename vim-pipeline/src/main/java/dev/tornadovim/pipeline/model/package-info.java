/**
 * Networks. A network is a validated configuration record and a {@code Trunk}: a class that declares
 * the family's parameters under the names of the public checkpoints, and appends its ops to a {@link
 * dev.tornadovim.kernels.program.ProgramBuilder}. Patches, tokens, drop path and the order of stages
 * are the trunk's own. To add a family, copy {@link dev.tornadovim.pipeline.model.DeitConfig} and
 * {@code DeitTrunk}.
 */
package dev.tornadovim.pipeline.model;
