/**
 * From samples to batches.
 *
 * <p>{@link dev.tornadovim.data.load.BatchLoader} prepares batches ahead of their use with several
 * threads; {@link dev.tornadovim.data.load.SampleOrder} decides which sample comes when. To add an
 * order, add a constant there: it has to depend on the seed and the epoch only, because that is what
 * makes a run resumable in the middle of an epoch.
 */
package dev.tornadovim.data.load;
