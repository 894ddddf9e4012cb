package dev.tornadovim.pipeline.detection.region;

import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.detection.box.Boxes;
import dev.tornadovim.pipeline.detection.box.LevelAssignment;

/**
 * Boxes of a batch in the form that RoIAlign takes, equally many places for each image.
 */
final class RegionSlots {

    private static final int COLUMNS = 6;
    private static final float UNUSED = -1;

    private final LevelAssignment levels;
    private final int perImage;
    private final Slots rois;

    RegionSlots(String name, LevelAssignment levels, int batch, int perImage) {
        this.levels = levels;
        this.perImage = perImage;
        rois = new Slots(name, Shape.of(batch * perImage, COLUMNS));
    }

    /** [batch · places, 6]: level, image, x1, y1, x2, y2. */
    Tensor tensor() {
        return rois.tensor();
    }

    /** Places of an image. */
    int perImage() {
        return perImage;
    }

    /** Sets all boxes of an image; box i takes place i. */
    void set(int image, Boxes boxes) {
        for (int place = 0; place < perImage; place++) {
            int at = (image * perImage + place) * COLUMNS;
            if (place < boxes.size()) {
                rois.values()[at] = levels.levelOf(boxes, place);
                rois.values()[at + 1] = image;
                System.arraycopy(boxes.xyxy(), 4 * place, rois.values(), at + 2, 4);
            } else {
                rois.values()[at] = UNUSED;
            }
        }
    }

    /** Marks a place as unused. */
    void clear(int image, int place) {
        rois.values()[(image * perImage + place) * COLUMNS] = UNUSED;
    }

    /** Makes the boxes known to the layers. */
    void write() {
        rois.write();
    }
}
