package dev.tornadovim.data.coco;

import java.util.List;

/**
 * An image of a batch and what is in it.
 *
 * @param imageId number of the image in its data set's file
 * @param placement where the data set's image lies, to map results back to it; its height and width
 *     exclude the padding
 * @param instances objects in the pixels of the batch, crowds among them
 */
public record PlacedImage(long imageId, Placement placement, List<Instance> instances) {}
