package dev.tornadovim.data.coco;

import dev.tornadovim.data.Image;

import java.util.List;

/**
 * An image and the objects in it.
 *
 * @param instances objects that can be learned from, and crowds
 * @param imageId number of the image in its data set's file
 */
public record DetectionSample(Image image, List<Instance> instances, long imageId) {

    /** Copies the list. */
    public DetectionSample {
        instances = List.copyOf(instances);
    }
}
