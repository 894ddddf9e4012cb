/**
 * Objects in images: the files of COCO, masks, and batches for a detector.
 *
 * <p>Shapes: {@link dev.tornadovim.data.coco.Rle} holds a mask in runs; {@link
 * dev.tornadovim.data.coco.Mask} is the mask of one object, and {@link
 * dev.tornadovim.data.coco.Placement} moves it together with its image and its box. Files: {@link
 * dev.tornadovim.data.coco.CocoAnnotations} reads and {@link dev.tornadovim.data.coco.CocoWriter}
 * writes annotations, {@link dev.tornadovim.data.coco.CocoResults} does both for what a detector
 * found, and {@link dev.tornadovim.data.coco.CocoDataset} joins annotations and images. Batches: {@link
 * dev.tornadovim.data.coco.DetectionPreprocessing} is their format, with {@link
 * dev.tornadovim.data.coco.LargeScaleJitter} in training.
 *
 * <p>To add another source of annotated objects, implement {@link dev.tornadovim.data.Dataset};
 * another augmentation that moves images, {@link dev.tornadovim.data.coco.PlacementRule}; another form
 * of mask, {@link dev.tornadovim.data.coco.Mask}.
 */
package dev.tornadovim.data.coco;
