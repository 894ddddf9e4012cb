/**
 * Measures this machine: products, scans and whole networks on the CPU, beside the ceiling of the same
 * run, or on a device, by its own clock; and what needs no engine, the memory of attention and the
 * loader.
 *
 * <p>To add a line, measure it in a class of its own that answers a record, and print it from {@code
 * CpuBench}, {@code DeviceBench} or {@code Bench}.
 */
package dev.tornadovim.experiments.bench;
