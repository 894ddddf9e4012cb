/**
 * The paper's efficiency figure: throughput, memory and energy of Vim and DeiT over the resolution,
 * measured by turns in one process on the CPU engine or a device.
 *
 * <p>To add a network to the comparison, add a constant to {@link
 * dev.tornadovim.experiments.efficiency.Contender}. To add a source of memory or power readings,
 * implement {@link dev.tornadovim.experiments.efficiency.MemoryGauge} or {@link
 * dev.tornadovim.experiments.efficiency.PowerGauge}, and choose it in {@code Gauges}.
 */
package dev.tornadovim.experiments.efficiency;
