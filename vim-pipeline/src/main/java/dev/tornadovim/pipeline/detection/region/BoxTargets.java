package dev.tornadovim.pipeline.detection.region;

import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.detection.DetectionConfig.Stage;
import dev.tornadovim.pipeline.detection.box.BoxCoder;
import dev.tornadovim.pipeline.detection.box.Boxes;
import dev.tornadovim.pipeline.detection.box.LevelAssignment;

import java.util.List;

/**
 * The boxes of one stage of the cascade and what its head should say of them: the class of the object
 * that a box overlaps enough, or background; for objects, the offsets to the object's box.
 */
public final class BoxTargets {

    private static final float UNUSED = -1;

    private final BoxCoder coder;
    private final int background;
    private final RegionSlots regions;
    private final Slots labels;
    private final Slots deltas;
    private final Slots deltaWeights;
    private final Slots normaliser;
    private final Boxes[] boxes;

    BoxTargets(
            String name,
            Stage stage,
            LevelAssignment levels,
            int classes,
            int batch,
            int perImage) {
        coder = new BoxCoder(stage.centreWeight(), stage.sideWeight());
        background = classes;
        regions = new RegionSlots(name, levels, batch, perImage);
        labels = new Slots(name + ".labels", Shape.of(batch * perImage));
        deltas = new Slots(name + ".deltas", Shape.of(batch * perImage * 4));
        deltaWeights = new Slots(name + ".deltaWeights", Shape.of(batch * perImage * 4));
        normaliser = new Slots(name + ".normaliser", Shape.of(1));
        boxes = new Boxes[batch];
    }

    /** The boxes as RoIAlign takes them, [batch · places, 6]. */
    public Tensor regions() {
        return regions.tensor();
    }

    /** Class of each box, background after the classes, -1 for unused places, [batch · places]. */
    public Tensor labels() {
        return labels.tensor();
    }

    /** Offsets to the object, [batch · places · 4]. */
    public Tensor deltas() {
        return deltas.tensor();
    }

    /** 1 for objects, [batch · places · 4]. */
    public Tensor deltaWeights() {
        return deltaWeights.tensor();
    }

    /** Number of boxes, [1]: what the loss of the offsets is divided by. */
    public Tensor normaliser() {
        return normaliser.tensor();
    }

    List<Tensor> written() {
        return List.of(
                regions.tensor(),
                labels.tensor(),
                deltas.tensor(),
                deltaWeights.tensor(),
                normaliser.tensor());
    }

    /**
     * Sets the boxes of one image.
     *
     * @param proposals box i takes place i; empty boxes are not learned from
     * @param truthOf index of the object of each box, or -1 for background
     */
    void set(int image, Truth truth, Boxes proposals, int[] truthOf) {
        boxes[image] = proposals;
        regions.set(image, proposals);
        for (int place = 0; place < regions.perImage(); place++) {
            int at = image * regions.perImage() + place;
            boolean used = place < proposals.size() && proposals.nonEmpty(place);
            boolean object = used && truthOf[place] >= 0;
            if (!used) {
                regions.clear(image, place);
            }
            labels.values()[at] =
                    object ? truth.labels()[truthOf[place]] : used ? background : UNUSED;
            for (int k = 4 * at; k < 4 * at + 4; k++) {
                deltas.values()[k] = 0;
                deltaWeights.values()[k] = object ? 1 : 0;
            }
            if (object) {
                coder.encode(
                        proposals, place, truth.boxes(), truthOf[place], deltas.values(), 4 * at);
            }
        }
    }

    /** The boxes of an image that the head's offsets lead to. */
    Boxes refined(int image, Truth truth, float[] predicted) {
        float[] refined = new float[4 * boxes[image].size()];
        int first = 4 * image * regions.perImage();
        for (int i = 0; i < boxes[image].size(); i++) {
            coder.decode(boxes[image], i, predicted, first + 4 * i, refined, 4 * i);
        }
        return new Boxes(refined).clip(truth.height(), truth.width());
    }

    /** Makes boxes and targets known to the layers. */
    void write() {
        int used = 0;
        for (float label : labels.values()) {
            used += label == UNUSED ? 0 : 1;
        }
        normaliser.fill(Math.max(used, 1));
        regions.write();
        labels.write();
        deltas.write();
        deltaWeights.write();
        normaliser.write();
    }
}
