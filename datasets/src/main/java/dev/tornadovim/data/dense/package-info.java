/**
 * Images with a class for each pixel.
 *
 * <p>A {@link dev.tornadovim.data.dense.SegmentationDataset} answers {@link
 * dev.tornadovim.data.dense.SegmentationSample}s by index: {@link dev.tornadovim.data.dense.AdeFolder}
 * reads the layout of ADE20K, {@link dev.tornadovim.data.dense.MaskFolder} plain folders of images and
 * masks. A {@link dev.tornadovim.data.dense.SegmentationTransform} changes image and labels together,
 * {@link dev.tornadovim.data.dense.SegmentationPreprocessing} is the chain of them, and {@link
 * dev.tornadovim.data.dense.SegmentationLoader} makes batches.
 *
 * <p>To add a format, list its pairs of files with {@code ImageMaskPairs} and make an {@code
 * ImageMaskDataset} of them. To add a transformation, implement the interface in a small class of its own
 * and test that image and labels stay aligned.
 */
package dev.tornadovim.data.dense;
