package dev.tornadovim.data.coco;

import dev.tornadovim.data.augment.SampleRandom;

/**
 * Mirroring, a random size and a random part of {@code size × size} pixels (Ghiasi et al., "Simple
 * copy-paste", arXiv:2012.07177), as ViTDet trains: Detectron2's {@code RandomFlip}, {@code
 * ResizeScale} and {@code FixedSizeCrop}.
 *
 * <p>The image is resized, with its aspect ratio, to fit into a square of {@code scale · size} for a
 * random scale. What is larger than the part is cut at a place that one random number decides for both
 * directions; what is smaller lies at the top left.
 *
 * @param size of the square that the network sees, in pixels
 * @param minScale smallest scale
 * @param maxScale largest scale
 * @param mirror probability of mirroring
 */
public record LargeScaleJitter(int size, double minScale, double maxScale, double mirror)
        implements PlacementRule {

    /** The scales of ViTDet: 0.1 to 2. */
    public LargeScaleJitter(int size) {
        this(size, 0.1, 2, 0.5);
    }

    /** Checks the ranges. */
    public LargeScaleJitter {
        if (size < 1 || !(minScale > 0) || !(maxScale >= minScale)) {
            throw new IllegalArgumentException(
                    "a jitter of scale %s to %s to %d pixels".formatted(minScale, maxScale, size));
        }
    }

    @Override
    public Placement place(int height, int width, SampleRandom random) {
        boolean mirrored = random.chance(mirror);
        double target = size * random.uniform(minScale, maxScale);
        double ratio = Math.min(target / height, target / width);
        int scaledHeight = Math.max(1, (int) Math.rint(height * ratio));
        int scaledWidth = Math.max(1, (int) Math.rint(width * ratio));
        double offset = random.uniform();
        int top = (int) Math.rint(offset * Math.max(0, scaledHeight - size));
        int left = (int) Math.rint(offset * Math.max(0, scaledWidth - size));
        return new Placement(
                height,
                width,
                mirrored,
                scaledHeight,
                scaledWidth,
                top,
                left,
                Math.min(size, scaledHeight),
                Math.min(size, scaledWidth));
    }
}
