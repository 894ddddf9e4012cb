/**
 * Objects in images, and the files of the COCO data set.
 *
 * <p>Shapes: {@link dev.tornadovim.data.coco.Rle} holds a mask in runs, {@link
 * dev.tornadovim.data.coco.PolygonRaster} draws polygons, {@link dev.tornadovim.data.coco.Mask} is the
 * mask of one object that moves with its image. Files: {@link
 * dev.tornadovim.data.coco.CocoAnnotations} reads and {@link dev.tornadovim.data.coco.CocoWriter}
 * writes annotations, {@link dev.tornadovim.data.coco.CocoResults} does both for what a detector
 * found, and {@link dev.tornadovim.data.coco.CocoDataset} joins annotations and images.
 *
 * <p>To add another source of annotated objects, implement {@link
 * dev.tornadovim.data.coco.DetectionDataset}; to add a form of mask, one more {@link
 * dev.tornadovim.data.coco.Mask}.
 */
package dev.tornadovim.data.coco;
