package dev.tornadovim.data.augment;

import dev.tornadovim.data.Image;
import dev.tornadovim.data.augment.Resampler.Interpolation;

/**
 * A random part of the image, resized to a square (Szegedy et al., arXiv:1409.4842), as {@code
 * RandomResizedCropAndInterpolation} of timm 0.4.12 with bicubic interpolation: up to ten attempts
 * draw an area and a log-uniform aspect ratio (width / height) and, when the part fits into the
 * image, its place; then the largest central part whose aspect ratio is in range is taken.
 *
 * @param size height and width of the result
 * @param minArea smallest area, as a share of the image
 * @param maxArea largest area, as a share of the image
 * @param minAspect smallest aspect ratio
 * @param maxAspect largest aspect ratio
 */
public record RandomResizedCrop(
        int size, double minArea, double maxArea, double minAspect, double maxAspect)
        implements ImageTransform {
    private static final int ATTEMPTS = 10;

    /** The ranges of the ImageNet recipes: area 0.08 to 1, aspect ratio 3/4 to 4/3. */
    public RandomResizedCrop(int size) {
        this(size, 0.08, 1, 3.0 / 4, 4.0 / 3);
    }

    @Override
    public Image apply(Image image, SampleRandom random) {
        var box = box(image.height(), image.width(), random);
        return Resampler.resize(image, box, size, size, Interpolation.BICUBIC);
    }

    /** Draws the part to take of an image. */
    Resampler.Box box(int height, int width, SampleRandom random) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            double area = random.uniform(minArea, maxArea) * height * width;
            double aspect = random.logUniform(minAspect, maxAspect);
            // Half to even, as Python rounds.
            int w = (int) Math.rint(Math.sqrt(area * aspect));
            int h = (int) Math.rint(Math.sqrt(area / aspect));
            if (w >= 1 && h >= 1 && w <= width && h <= height) {
                int top = random.below(height - h + 1);
                int left = random.below(width - w + 1);
                return new Resampler.Box(top, left, h, w);
            }
        }
        double aspect = width / (double) height;
        int h = aspect < minAspect ? (int) Math.rint(width / minAspect) : height;
        int w = aspect > maxAspect ? (int) Math.rint(height * maxAspect) : width;
        return new Resampler.Box((height - h) / 2, (width - w) / 2, h, w);
    }
}
