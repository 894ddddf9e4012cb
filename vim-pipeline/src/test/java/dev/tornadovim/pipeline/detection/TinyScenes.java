package dev.tornadovim.pipeline.detection;

import dev.tornadovim.data.Image;
import dev.tornadovim.data.augment.Normalize;
import dev.tornadovim.data.coco.BitMask;
import dev.tornadovim.data.coco.Instance;
import dev.tornadovim.pipeline.detection.DetectionConfig.Counts;
import dev.tornadovim.pipeline.detection.DetectionConfig.Masks;
import dev.tornadovim.pipeline.detection.DetectionConfig.Pyramid;
import dev.tornadovim.pipeline.detection.region.Truth;
import dev.tornadovim.pipeline.model.VimConfig;

import java.util.Arrays;
import java.util.List;

/** Two images of 64 × 64 pixels with a bright rectangle and a dark ellipse each, and a net for them. */
final class TinyScenes {

    static final int SIZE = 64;
    static final Normalize NORMALIZE = new Normalize(new float[] {0.5f}, new float[] {0.25f});

    private static final int RECTANGLE = 0;
    private static final int ELLIPSE = 1;

    private TinyScenes() {}

    static DetectionModel model(long seed) {
        VimConfig vim =
                VimConfig.builder()
                        .image(SIZE, SIZE)
                        .channels(1)
                        .patch(8, 8)
                        .dModel(32)
                        .depth(2)
                        .build();
        DetectionModel model = DetectionModel.allocate(config(), vim);
        model.backbone().initialise(seed);
        model.heads().initialise(seed);
        return model;
    }

    private static DetectionConfig config() {
        return new DetectionConfig(
                2,
                new Pyramid(List.of(2.0, 1.0), 32),
                SmallDetector.proposals(
                        1,
                        List.of(List.of(16.0), List.of(24.0), List.of(36.0)),
                        64,
                        new Counts(60, 60),
                        new Counts(40, 20)),
                SmallDetector.boxHeads(1, 32, 64, 5, 32),
                new Masks(1, 16, 7),
                SmallDetector.OUTPUT);
    }

    /** What is in the two images. */
    static List<List<Instance>> instances() {
        return List.of(
                List.of(instance(RECTANGLE, 6, 8, 30, 28), instance(ELLIPSE, 34, 30, 60, 60)),
                List.of(instance(RECTANGLE, 36, 4, 58, 40), instance(ELLIPSE, 4, 34, 34, 54)));
    }

    static List<Truth> truths() {
        return instances().stream().map(list -> Truth.of(SIZE, SIZE, list)).toList();
    }

    private static Instance instance(int label, int left, int top, int right, int bottom) {
        double[] box = {left, top, right, bottom};
        BitMask mask =
                label == ELLIPSE
                        ? SmallDetector.ellipse(SIZE, SIZE, left, top, right, bottom)
                        : rectangle(left, top, right, bottom);
        return new Instance(label, box, false, mask);
    }

    private static BitMask rectangle(int left, int top, int right, int bottom) {
        byte[] pixels = new byte[SIZE * SIZE];
        for (int y = top; y < bottom; y++) {
            Arrays.fill(pixels, y * SIZE + left, y * SIZE + right, (byte) 1);
        }
        return new BitMask(SIZE, SIZE, pixels);
    }

    /** A weak pattern with bright rectangles and dark ellipses. */
    static Image image(int index) {
        byte[] pixels = new byte[SIZE * SIZE];
        for (int p = 0; p < pixels.length; p++) {
            pixels[p] = (byte) (121 + 3 * ((p * 7 + p / SIZE * 3) % 5));
        }
        for (Instance instance : instances().get(index)) {
            byte[] mask = ((BitMask) instance.mask()).pixels();
            for (int p = 0; p < mask.length; p++) {
                if (mask[p] != 0) {
                    pixels[p] = (byte) (instance.label() == RECTANGLE ? 191 : 64);
                }
            }
        }
        return new Image(1, SIZE, SIZE, pixels);
    }

    /** Normalised pixels of both images. */
    static float[] images() {
        float[] pixels = new float[2 * SIZE * SIZE];
        for (int i = 0; i < 2; i++) {
            NORMALIZE.apply(image(i), pixels, i * SIZE * SIZE);
        }
        return pixels;
    }
}
