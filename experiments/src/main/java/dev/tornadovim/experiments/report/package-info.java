/**
 * HTML pages of a run, of a sweep, and of several runs side by side, and the model card of a run's
 * best checkpoint. They are made from the files in the folders only, so they can be written again
 * at any time, for an unfinished run, or after the folder was moved.
 *
 * <p>To add a part to a run's page, write a class with a method that creates an {@link
 * dev.tornadovim.experiments.report.chart.Element} of a {@link
 * dev.tornadovim.experiments.report.RunRecord}, or nothing if the run lacks the data, and name
 * it in {@link dev.tornadovim.experiments.report.RunReport}.
 */
package dev.tornadovim.experiments.report;
