/**
 * Sweeps: the product of lists of values, one run each, several at once in processes of their own,
 * and what they come to.
 *
 * <p>To add a column to the results, add a metric to {@link
 * dev.tornadovim.experiments.sweep.JobResult} and its columns to {@link
 * dev.tornadovim.experiments.sweep.SweepResults}.
 */
package dev.tornadovim.experiments.sweep;
