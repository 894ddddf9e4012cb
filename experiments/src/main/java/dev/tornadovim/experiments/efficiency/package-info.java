/**
 * The paper's efficiency figure: throughput, memory and energy of Vim and DeiT over the resolution,
 * measured by turns in one process on the CPU engine or a device.
 *
 * <p>To add a network to the comparison, add a constant to {@code Contender}. To add a source of
 * memory or energy readings, implement {@code Gauge}, and choose it in {@code Gauges}.
 */
package dev.tornadovim.experiments.efficiency;
