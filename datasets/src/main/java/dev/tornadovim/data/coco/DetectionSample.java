package dev.tornadovim.data.coco;

import dev.tornadovim.data.Image;

import java.util.List;

/**
 * An image and the objects in it.
 *
 * @param instances objects that can be learned from, and crowds
 * @param imageId number of the image in its data set's file
 * @param originalHeight of the image as the file lists it, to which results refer
 * @param originalWidth of the image as the file lists it, to which results refer
 */
public record DetectionSample(
        Image image,
        List<Instance> instances,
        long imageId,
        int originalHeight,
        int originalWidth) {

    /** Copies the list. */
    public DetectionSample {
        instances = List.copyOf(instances);
    }
}
