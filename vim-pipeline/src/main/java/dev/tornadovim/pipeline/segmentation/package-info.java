/**
 * Semantic segmentation with UperNet on a plain backbone: {@link
 * dev.tornadovim.pipeline.segmentation.Neck} makes a pyramid of its maps, {@link
 * dev.tornadovim.pipeline.segmentation.UPerHead} a class for each pixel of it, {@link
 * dev.tornadovim.pipeline.segmentation.SegmentationTask} the loss, {@link
 * dev.tornadovim.pipeline.segmentation.Segmenter} the classes of images of any size. Names of
 * parameters are mmsegmentation's. Another head: a class like {@link
 * dev.tornadovim.pipeline.segmentation.FcnHead}, a {@link
 * dev.tornadovim.pipeline.segmentation.Part} of the model.
 */
package dev.tornadovim.pipeline.segmentation;
