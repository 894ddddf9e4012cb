/**
 * From samples to batches.
 *
 * <p>{@link dev.tornadovim.data.load.PrefetchLoader} prepares batches ahead of their use with several
 * threads; a {@link dev.tornadovim.data.load.BatchFormat} says what they are made of, a {@link
 * dev.tornadovim.data.load.SampleLoader} reads around what is damaged, as {@link
 * dev.tornadovim.data.load.BatchLoader} does for images with one class each; {@link
 * dev.tornadovim.data.load.SampleOrder} decides which sample comes when. To load another kind of data,
 * implement a format, extend {@code SampleLoader}, and keep the randomness to the generators handed in.
 * To add an order, add a constant there: it has to depend on the seed and the epoch only, because that
 * is what makes a run resumable in the middle of an epoch.
 */
package dev.tornadovim.data.load;
