/**
 * Charts as SVG within a page: curves, confusion matrices, groups of values, rooflines. Each has a
 * title and a text that says what is to be seen; colours come from a style sheet, so that light and
 * dark need no second drawing. Outside of pages, {@link
 * dev.tornadovim.experiments.report.chart.SvgFile} makes a file of them.
 *
 * <p>To add a chart, write a record with a method {@code figure(id)} that puts its marks into a {@link
 * dev.tornadovim.experiments.report.chart.Frame}.
 */
package dev.tornadovim.experiments.report.chart;
