/**
 * What all commands that measure have in common: one workload, its noise, one timer, and Linux' account
 * of memory.
 *
 * <p>To measure a program, make a {@link dev.tornadovim.experiments.measure.Workload} of it, load it
 * as a {@link dev.tornadovim.experiments.measure.LoadedWorkload}, and take its {@link
 * dev.tornadovim.experiments.measure.Timer}.
 */
package dev.tornadovim.experiments.measure;
