package dev.tornadovim.data.augment;

import dev.tornadovim.data.Image;

import java.util.List;

/**
 * What happens to each image on its way into a batch: transformations of the 8-bit image,
 * normalization, transformations of the normalized pixels.
 *
 * @param channels of the result
 * @param height of the result
 * @param width of the result
 */
public record Preprocessing(
        int channels,
        int height,
        int width,
        List<ImageTransform> images,
        Normalize normalize,
        List<PixelTransform> pixels) {

    /** Copies the lists and checks that there are statistics for each channel. */
    public Preprocessing {
        images = List.copyOf(images);
        pixels = List.copyOf(pixels);
        normalize.requireChannels(channels);
    }

    /** Number of values of one image. */
    public int size() {
        return channels * height * width;
    }

    /**
     * Prepares one image where no transformation is random, as in evaluation.
     *
     * @return {@code [channels, height, width]}
     * @throws IllegalArgumentException if the transformed image does not have the shape above
     */
    public float[] prepare(Image image) {
        float[] values = new float[size()];
        apply(image, values, 0, SampleRandom.unused());
        return values;
    }

    /**
     * Prepares one image.
     *
     * @param target receives {@code [channels, height, width]} from {@code offset} on
     * @throws IllegalArgumentException if the transformed image does not have the shape above
     */
    public void apply(Image image, float[] target, int offset, SampleRandom random) {
        var result = image;
        for (var transform : images) {
            result = transform.apply(result, random);
        }
        if (result.channels() != channels || result.height() != height || result.width() != width) {
            throw new IllegalArgumentException(
                    "an image of shape [%d, %d, %d], expected [%d, %d, %d]"
                            .formatted(
                                    result.channels(),
                                    result.height(),
                                    result.width(),
                                    channels,
                                    height,
                                    width));
        }
        normalize.apply(result, target, offset);
        for (var transform : pixels) {
            transform.apply(target, offset, channels, height, width, random);
        }
    }
}
