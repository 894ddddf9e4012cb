/**
 * Readers of data set formats.
 *
 * <p>One class a format, each opens a {@link dev.tornadovim.data.Dataset}. Small sets are held in memory
 * and checked as a whole when opened; large ones are listed when opened and decoded on demand. To add
 * one, check every count that the format states against the file, and test
 * with missing, truncated and foreign files.
 */
package dev.tornadovim.data.format;
