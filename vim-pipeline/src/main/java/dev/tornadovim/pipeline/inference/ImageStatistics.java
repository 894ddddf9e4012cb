package dev.tornadovim.pipeline.inference;

import dev.tornadovim.data.augment.Normalize;

import java.util.List;

/**
 * Mean and standard deviation of each channel of the training images, on a scale from 0 to 1. Images
 * are normalized with them.
 *
 * @param mean one value per channel
 * @param std one value per channel, each positive
 */
public record ImageStatistics(List<Double> mean, List<Double> std) {

    /** Statistics of ImageNet, as the public checkpoints of Vim and DeiT use them. */
    public static final ImageStatistics IMAGENET =
            new ImageStatistics(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));

    /** Copies the lists and checks that they fit together. */
    public ImageStatistics {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        if (mean.isEmpty() || mean.size() != std.size() || std.stream().anyMatch(s -> !(s > 0))) {
            throw new IllegalArgumentException(
                    "mean %s and std %s, expected one value per channel, std positive"
                            .formatted(mean, std));
        }
    }

    /** Number of channels: 1 for gray images, 3 for color. */
    public int channels() {
        return mean.size();
    }

    /** The normalization of an image. */
    public Normalize normalize() {
        return new Normalize(floats(mean), floats(std));
    }

    private static float[] floats(List<Double> values) {
        float[] array = new float[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i).floatValue();
        }
        return array;
    }
}
