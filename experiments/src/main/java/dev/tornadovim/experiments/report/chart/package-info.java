/**
 * Charts as SVG within a page: curves, confusion matrices, groups of values, rooflines. Each has a
 * title and a text that says what is to be seen; colours come from the style sheet of the page, so
 * that light and dark need no second drawing.
 *
 * <p>To add a chart, write a record with a method {@code figure(id)} that puts its marks into a {@link
 * dev.tornadovim.experiments.report.chart.Frame}.
 */
package dev.tornadovim.experiments.report.chart;
