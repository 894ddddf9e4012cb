/**
 * Images with a class for each pixel.
 *
 * <p>{@link dev.tornadovim.data.dense.AdeFolder} reads {@link
 * dev.tornadovim.data.dense.SegmentationSample}s in the layout of ADE20K, {@link
 * dev.tornadovim.data.dense.MaskFolder} those of plain folders of images and masks. A {@link
 * dev.tornadovim.data.dense.SegmentationTransform} changes image and labels together, and {@link
 * dev.tornadovim.data.dense.SegmentationPreprocessing}, the chain of them, is the format of batches.
 *
 * <p>To add a layout, list its pairs of files with {@code ImageMaskPairs} and make a data set of them.
 * To add a transformation, implement the interface in a new class and test that image and labels stay
 * aligned.
 */
package dev.tornadovim.data.dense;
