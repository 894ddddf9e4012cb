package dev.tornadovim.pipeline.detection;

import dev.tornadovim.data.coco.Mask;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.detection.DetectionConfig.Counts;
import dev.tornadovim.pipeline.detection.DetectionConfig.Masks;
import dev.tornadovim.pipeline.detection.DetectionConfig.Pyramid;
import dev.tornadovim.pipeline.detection.box.Boxes;
import dev.tornadovim.pipeline.detection.region.InferenceRegions;
import dev.tornadovim.pipeline.detection.region.Truth;
import dev.tornadovim.pipeline.model.DecayRule;
import dev.tornadovim.pipeline.model.GoldenWeights;

import java.util.ArrayList;
import java.util.List;

/**
 * The detector of {@code detection/cascade.json}: a map of 8 × 8 places of 8 pixels and 16 channels
 * for two images, three classes, five objects whose masks are ellipses. Values depend on a tensor's
 * name and the index of the element only, as {@link GoldenWeights} says: weights are uniform with
 * variance one over the incoming connections (a fifth of that deviation where boxes are predicted),
 * one-dimensional weights {@code 1 + 0.1 v}, biases {@code 0.1 v}, the map {@code v}.
 */
final class SmallCascade {

    static final Shape MAP = Shape.of(2, 8, 8, 16);

    private static final int[][] SIZES = {{64, 64}, {60, 52}};

    private SmallCascade() {}

    static DetectionConfig config() {
        return new DetectionConfig(
                3,
                new Pyramid(List.of(4.0, 2.0, 1.0, 0.5), 12),
                SmallDetector.proposals(
                        2,
                        List.of(
                                List.of(6.0),
                                List.of(12.0),
                                List.of(20.0),
                                List.of(32.0),
                                List.of(48.0)),
                        8192,
                        new Counts(60, 40),
                        new Counts(120, 30)),
                SmallDetector.boxHeads(2, 10, 24, 3, 400),
                new Masks(2, 10, 4),
                SmallDetector.OUTPUT);
    }

    static DetectionHeads heads() {
        var heads = new DetectionHeads(config(), 8, MAP.columns(), DecayRule.TIMM);
        heads.parameters().forEach((name, tensor) -> tensor.set(weights(name, tensor)));
        return heads;
    }

    private static float[] weights(String name, Tensor tensor) {
        Shape shape = tensor.shape();
        float[] values = uniform(name, shape);
        boolean vector = shape.rank() == 1;
        double fanIn = (double) shape.size() / shape.dim(0);
        boolean small = name.endsWith("bbox_pred.weight") || name.endsWith("anchor_deltas.weight");
        double bound = Math.sqrt(3 / fanIn) * (small ? 0.2 : 1);
        for (int i = 0; i < values.length; i++) {
            double v = values[i];
            double offset = vector && name.endsWith("weight") ? 1 : 0;
            values[i] = (float) (vector ? offset + 0.1 * v : v * bound);
        }
        return values;
    }

    private static float[] uniform(String name, Shape shape) {
        double[] draws = GoldenWeights.draws(name, shape.size());
        float[] values = new float[draws.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) draws[i];
        }
        return values;
    }

    /** The feature map; its values are drawn in PyTorch's order of an NHWC array. */
    static float[] map() {
        return uniform("map", MAP);
    }

    static List<Truth> truths() {
        return List.of(
                truth(0, new float[] {4, 6, 30, 28, 24, 20, 60, 50, 40.5f, 2.25f, 50, 14}, 0, 2, 1),
                truth(1, new float[] {8, 8, 44, 48, 30, 4, 50, 20}, 1, 0));
    }

    static void setSizes(InferenceRegions regions) {
        for (int i = 0; i < SIZES.length; i++) {
            regions.setSize(i, SIZES[i][0], SIZES[i][1]);
        }
    }

    private static Truth truth(int image, float[] xyxy, int... labels) {
        int height = SIZES[image][0];
        int width = SIZES[image][1];
        Boxes boxes = new Boxes(xyxy);
        List<Mask> masks = new ArrayList<>();
        for (int i = 0; i < boxes.size(); i++) {
            masks.add(
                    SmallDetector.ellipse(
                            height, width, boxes.x1(i), boxes.y1(i), boxes.x2(i), boxes.y2(i)));
        }
        return new Truth(height, width, boxes, labels, masks);
    }
}
