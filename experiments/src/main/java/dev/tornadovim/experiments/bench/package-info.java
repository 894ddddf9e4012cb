/**
 * Measures this machine: products and scans beside the ceiling of the same run, and whole networks.
 *
 * <p>To add a line, measure it in a class of its own that answers a record, and print it from {@link
 * dev.tornadovim.experiments.bench.Bench}.
 */
package dev.tornadovim.experiments.bench;
