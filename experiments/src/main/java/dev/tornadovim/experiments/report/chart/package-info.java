/**
 * Charts as SVG within a page: curves, confusion matrices, groups of values, rooflines. Each has a
 * title and a description; colors come from a style sheet, so that light and dark mode share a
 * drawing. {@link dev.tornadovim.experiments.report.chart.SvgFile} writes them to a file.
 *
 * <p>To add a chart, write a record with a method {@code figure(id)} that puts its marks into a {@link
 * dev.tornadovim.experiments.report.chart.Frame}.
 */
package dev.tornadovim.experiments.report.chart;
