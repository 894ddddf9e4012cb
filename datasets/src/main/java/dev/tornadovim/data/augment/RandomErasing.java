package dev.tornadovim.data.augment;

import java.util.Arrays;

/**
 * Overwrites one random rectangle of a normalized image (Zhong et al., arXiv:1708.04896), as {@code
 * RandomErasing} of timm 0.4.12 with a count of one: up to ten attempts draw an area, a log-uniform
 * aspect ratio (height / width) and, when the rectangle is smaller than the image both ways, its
 * place.
 *
 * @param probability of doing it
 * @param minArea smallest area, as a share of the image
 * @param maxArea largest area, as a share of the image
 * @param minAspect smallest aspect ratio
 * @param maxAspect largest aspect ratio
 * @param fill what is written
 */
public record RandomErasing(
        double probability,
        double minArea,
        double maxArea,
        double minAspect,
        double maxAspect,
        Fill fill)
        implements PixelTransform {
    private static final int ATTEMPTS = 10;

    /** What replaces the pixels. */
    public enum Fill {
        /** Zero, which is the mean color of normalized images. */
        CONST,
        /** One standard normal value a channel. */
        RAND,
        /** A standard normal value a pixel and channel. */
        PIXEL
    }

    /** timm's ranges: area 0.02 to 1/3, aspect ratio 0.3 to 1/0.3. */
    public RandomErasing(double probability, Fill fill) {
        this(probability, 0.02, 1.0 / 3, 0.3, 1 / 0.3, fill);
    }

    @Override
    public void apply(
            float[] pixels, int offset, int channels, int height, int width, SampleRandom random) {
        if (!random.chance(probability)) {
            return;
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            double area = random.uniform(minArea, maxArea) * height * width;
            double aspect = random.logUniform(minAspect, maxAspect);
            // Half to even, as Python rounds.
            int h = (int) Math.rint(Math.sqrt(area * aspect));
            int w = (int) Math.rint(Math.sqrt(area / aspect));
            if (h < height && w < width) {
                int top = random.below(height - h + 1);
                int left = random.below(width - w + 1);
                for (int c = 0; c < channels; c++) {
                    int corner = offset + (c * height + top) * width + left;
                    erase(pixels, corner, h, w, width, random);
                }
                return;
            }
        }
    }

    private void erase(float[] pixels, int corner, int h, int w, int stride, SampleRandom random) {
        float value = fill == Fill.RAND ? (float) random.gaussian() : 0;
        for (int y = 0; y < h; y++) {
            int row = corner + y * stride;
            if (fill == Fill.PIXEL) {
                for (int x = 0; x < w; x++) {
                    pixels[row + x] = (float) random.gaussian();
                }
            } else {
                Arrays.fill(pixels, row, row + w, value);
            }
        }
    }
}
