package dev.tornadovim.data.coco;

import dev.tornadovim.data.Image;
import dev.tornadovim.data.augment.Normalize;
import dev.tornadovim.data.augment.SampleRandom;
import dev.tornadovim.data.augment.ToChannels;
import dev.tornadovim.data.load.BatchFormat;

import java.util.ArrayList;
import java.util.List;

/**
 * What happens to an image and its objects on their way into a batch.
 *
 * @param channels of the result, 1 or 3
 * @param size height and width of the result, in pixels
 * @param rule where the image lies in the result
 */
public record DetectionPreprocessing(
        int channels, int size, PlacementRule rule, Normalize normalize)
        implements BatchFormat<DetectionSample, DetectionBatch> {
    /** Boxes with a shorter side are not learned from, as in Detectron2; in pixels. */
    private static final double SMALLEST_SIDE = 1e-5;

    /** Checks that there are statistics for each channel. */
    public DetectionPreprocessing {
        normalize.requireChannels(channels);
    }

    /** Number of values of one image. */
    public int imageSize() {
        return channels * size * size;
    }

    @Override
    public DetectionBatch allocate(int batchSize) {
        return new DetectionBatch(batchSize, imageSize());
    }

    @Override
    public void write(
            DetectionSample sample, DetectionBatch batch, int place, SampleRandom random) {
        var placement = place(sample.image(), random);
        write(sample.image(), placement, random, batch.images(), place * imageSize());
        var objects = instances(sample.instances(), placement);
        batch.set(place, new PlacedImage(sample.imageId(), placement, objects));
    }

    /** Draws where an image lies. */
    public Placement place(Image image, SampleRandom random) {
        var placement = rule.place(image.height(), image.width(), random);
        if (placement.height() > size || placement.width() > size) {
            throw new IllegalArgumentException(
                    "an image placed on %d × %d pixels, there are %d × %d"
                            .formatted(placement.height(), placement.width(), size, size));
        }
        return placement;
    }

    /**
     * Writes an image where it lies, and zeros, which are the mean, around it.
     *
     * @param target receives {@code [channels, size, size]} from {@code offset} on
     */
    public void write(
            Image image, Placement placement, SampleRandom random, float[] target, int offset) {
        var placed = placement.image(new ToChannels(channels).apply(image, random));
        normalize.apply(placed, target, offset, size, size);
    }

    /**
     * The objects of an image where they lie: what is cut off is gone, and so are objects of which
     * nothing is left. The box of an object with a mask is that of the visible part of its mask.
     */
    public static List<Instance> instances(List<Instance> source, Placement placement) {
        var placed = new ArrayList<Instance>();
        for (var instance : source) {
            var mask = instance.mask().placed(placement);
            double[] box = instance.mask().isEmpty() ? placement.box(instance.box()) : mask.box();
            if (box[2] - box[0] > SMALLEST_SIDE && box[3] - box[1] > SMALLEST_SIDE) {
                placed.add(new Instance(instance.label(), box, instance.crowd(), mask));
            }
        }
        return List.copyOf(placed);
    }
}
