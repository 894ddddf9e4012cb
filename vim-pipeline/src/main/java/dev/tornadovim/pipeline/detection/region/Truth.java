package dev.tornadovim.pipeline.detection.region;

import dev.tornadovim.data.coco.Instance;
import dev.tornadovim.data.coco.Mask;
import dev.tornadovim.pipeline.detection.box.Boxes;

import java.util.List;

/**
 * What is to be learned from an image: its size without padding and the objects in it.
 *
 * @param height of the image, in pixels
 * @param width of the image, in pixels
 * @param boxes of the objects, not empty
 * @param labels their classes
 * @param masks their masks
 */
public record Truth(int height, int width, Boxes boxes, int[] labels, List<Mask> masks) {

    /**
     * The objects of an image that can be learned from: crowds and objects without area are left out,
     * as in Detectron2.
     */
    public static Truth of(int height, int width, List<Instance> instances) {
        List<Instance> objects =
                instances.stream().filter(i -> !i.crowd() && i.boxArea() > 0).toList();
        float[] boxes = new float[4 * objects.size()];
        int[] labels = new int[objects.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = objects.get(i).label();
            for (int side = 0; side < 4; side++) {
                boxes[4 * i + side] = (float) objects.get(i).box()[side];
            }
        }
        return new Truth(
                height,
                width,
                new Boxes(boxes),
                labels,
                objects.stream().map(Instance::mask).toList());
    }
}
