package dev.tornadovim.pipeline.inference;

import dev.tornadovim.data.LabelMap;
import dev.tornadovim.pipeline.segmentation.SegmentationConfig;

import java.util.List;

/**
 * The class of each pixel of an image.
 *
 * @param labels at the size of the image; 255 where the network's scores are not finite
 * @param classNames in the order of the labels
 */
public record Segmentation(LabelMap labels, List<String> classNames) {

    /** Copies the names. */
    public Segmentation {
        classNames = List.copyOf(classNames);
    }

    /** Whether every pixel has a class. */
    public boolean isComplete() {
        for (byte label : labels.classes()) {
            if ((label & 0xff) == SegmentationConfig.IGNORED) {
                return false;
            }
        }
        return true;
    }

    /** The classes in the image, the largest first; pixels without a class are left out. */
    public List<ClassShare> shares() {
        return ClassShare.of(labels, classNames);
    }
}
