/**
 * From samples to batches.
 *
 * <p>A {@link dev.tornadovim.data.load.DataLoader} prepares batches ahead of their use with several
 * threads; a {@link dev.tornadovim.data.load.BatchFormat} says what they are made of, a {@link
 * dev.tornadovim.data.load.SampleReader} reads around what is damaged, and {@link
 * dev.tornadovim.data.load.SampleOrder} decides which sample comes when. To load another kind of data,
 * implement a format and extend {@link dev.tornadovim.data.load.Batch} with its targets; all
 * randomness has to come from the generators handed in. To add an order, add a constant: it may depend
 * on the seed and the epoch only, because that makes a run resumable in the middle of an epoch.
 */
package dev.tornadovim.data.load;
