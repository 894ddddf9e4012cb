package dev.tornadovim.data.augment;

import dev.tornadovim.data.Image;

/**
 * A crop of the image's own size from the image with a black border, as torchvision's {@code
 * RandomCrop(size, padding)}: the image is shifted by up to {@code padding} pixels each way.
 *
 * @param padding width of the border on every side, in pixels
 */
public record RandomCrop(int padding) implements ImageTransform {

    /** Checks the padding. */
    public RandomCrop {
        if (padding < 0) {
            throw new IllegalArgumentException("padding must not be negative: " + padding);
        }
    }

    @Override
    public Image apply(Image image, SampleRandom random) {
        int top = random.below(2 * padding + 1) - padding;
        int left = random.below(2 * padding + 1) - padding;
        int height = image.height();
        int width = image.width();
        byte[] shifted = new byte[image.pixels().length];
        int from = Math.max(0, -left);
        int length = width - Math.abs(left);
        for (int c = 0; c < image.channels() && length > 0; c++) {
            for (int y = Math.max(0, -top); y < Math.min(height, height - top); y++) {
                int source = (c * height + y + top) * width + from + left;
                int target = (c * height + y) * width + from;
                System.arraycopy(image.pixels(), source, shifted, target, length);
            }
        }
        return new Image(image.channels(), height, width, shifted);
    }
}
