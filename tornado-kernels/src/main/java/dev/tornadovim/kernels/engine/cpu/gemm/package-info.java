/**
 * Packed matrix products for the CPU engine. {@link dev.tornadovim.kernels.engine.cpu.gemm.Gemm}
 * chooses a schedule by sizes; a schedule packs operands and calls the {@link
 * dev.tornadovim.kernels.engine.cpu.gemm.MicroKernel} that fits the registers of the machine. To
 * support another register file add a micro-kernel; nothing else knows its shape.
 */
package dev.tornadovim.kernels.engine.cpu.gemm;
