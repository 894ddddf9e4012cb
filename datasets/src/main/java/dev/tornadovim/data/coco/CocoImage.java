package dev.tornadovim.data.coco;

/**
 * An image as a COCO file lists it.
 *
 * @param fileName relative to the folder of the images
 */
public record CocoImage(long id, String fileName, int height, int width) {}
