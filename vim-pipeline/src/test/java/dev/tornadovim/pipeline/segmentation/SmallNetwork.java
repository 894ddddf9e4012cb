package dev.tornadovim.pipeline.segmentation;

import dev.tornadovim.data.Image;
import dev.tornadovim.pipeline.model.VimConfig;

import java.util.Random;

/** A segmentation network that computes in milliseconds. */
final class SmallNetwork {

    static final SegmentationConfig CONFIG = config(0);

    private SmallNetwork() {}

    static SegmentationConfig config(float dropout) {
        VimConfig backbone =
                VimConfig.builder().image(64, 64).dModel(16).depth(4).dState(4).build();
        return new SegmentationConfig(
                backbone,
                SegmentationConfig.quarters(4),
                8,
                SegmentationConfig.POOL_SCALES,
                8,
                0.4f,
                dropout,
                3);
    }

    static SegmentationModel initialised(SegmentationConfig config) {
        SegmentationModel model = SegmentationModel.allocate(config);
        model.backbone().initialise(1);
        model.initialiseHeads(1);
        return model;
    }

    static Image noise(int height, int width, long seed) {
        byte[] pixels = new byte[3 * height * width];
        new Random(seed).nextBytes(pixels);
        return new Image(3, height, width, pixels);
    }
}
