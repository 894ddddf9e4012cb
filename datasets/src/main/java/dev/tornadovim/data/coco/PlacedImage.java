package dev.tornadovim.data.coco;

import java.util.List;

/**
 * An image of a batch and what is in it.
 *
 * @param imageId number of the image in its data set's file
 * @param placement where the image of the data set lies, for the way back; its height and width are
 *     those of the image without its padding
 * @param instances objects in the pixels of the batch, crowds among them
 */
public record PlacedImage(long imageId, Placement placement, List<Instance> instances) {}
