package dev.tornadovim.pipeline.detection.region;

import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.detection.box.Boxes;
import dev.tornadovim.pipeline.detection.box.LevelAssignment;

import java.util.Arrays;
import java.util.List;

/**
 * The boxes whose masks are learned, which are the objects among the proposals, and the masks: the
 * object's mask within the box, resampled to the side of the mask head's square.
 */
public final class MaskTargets {

    private final int side;
    private final RegionSlots regions;
    private final Slots labels;
    private final Slots pixels;
    private final Slots weights;
    private final Slots normaliser;

    MaskTargets(LevelAssignment levels, int side, int batch, int perImage) {
        this.side = side;
        regions = new RegionSlots("masks", levels, batch, perImage);
        labels = new Slots("masks.labels", Shape.of(batch * perImage));
        pixels = new Slots("masks.pixels", Shape.of(batch * perImage * side * side));
        weights = new Slots("masks.weights", Shape.of(batch * perImage * side * side));
        normaliser = new Slots("masks.normaliser", Shape.of(1));
    }

    /** The boxes as RoIAlign takes them, [batch · places, 6]. */
    public Tensor regions() {
        return regions.tensor();
    }

    /** Class of each box, -1 for unused places, [batch · places]. */
    public Tensor labels() {
        return labels.tensor();
    }

    /** 1 within the object, else 0, [batch · places · side · side]. */
    public Tensor pixels() {
        return pixels.tensor();
    }

    /** 1 for the pixels of used places, [batch · places · side · side]. */
    public Tensor weights() {
        return weights.tensor();
    }

    /** Number of pixels in used places, [1]. */
    public Tensor normaliser() {
        return normaliser.tensor();
    }

    List<Tensor> written() {
        return List.of(
                regions.tensor(),
                labels.tensor(),
                pixels.tensor(),
                weights.tensor(),
                normaliser.tensor());
    }

    /**
     * Sets the boxes of one image; objects of which only the box is known are left out.
     *
     * @param boxes not more than there are places
     * @param truthOf index of the object of each box
     */
    void set(int image, Truth truth, Boxes boxes, int[] truthOf) {
        regions.set(image, boxes);
        int area = side * side;
        for (int place = 0; place < regions.perImage(); place++) {
            int at = image * regions.perImage() + place;
            boolean used = place < boxes.size() && !truth.masks().get(truthOf[place]).isEmpty();
            Arrays.fill(weights.values(), at * area, (at + 1) * area, used ? 1 : 0);
            labels.values()[at] = used ? truth.labels()[truthOf[place]] : -1;
            if (used) {
                float[] grid = truth.masks().get(truthOf[place]).grid(corners(boxes, place), side);
                System.arraycopy(grid, 0, pixels.values(), at * area, area);
            } else {
                regions.clear(image, place);
            }
        }
    }

    private static double[] corners(Boxes boxes, int i) {
        return new double[] {boxes.x1(i), boxes.y1(i), boxes.x2(i), boxes.y2(i)};
    }

    /** Makes boxes and masks known to the layers. */
    void write() {
        int used = 0;
        for (float label : labels.values()) {
            used += label < 0 ? 0 : 1;
        }
        normaliser.fill(Math.max(used, 1) * (float) (side * side));
        regions.write();
        labels.write();
        pixels.write();
        weights.write();
        normaliser.write();
    }
}
