package dev.tornadovim.data.augment;

import dev.tornadovim.data.Image;

/**
 * Mirrors left and right.
 *
 * @param probability of doing it
 */
public record HorizontalFlip(double probability) implements ImageTransform {

    @Override
    public Image apply(Image image, SampleRandom random) {
        return random.chance(probability) ? flip(image) : image;
    }

    /** The mirror image. */
    public static Image flip(Image image) {
        int width = image.width();
        byte[] pixels = image.pixels();
        byte[] flipped = new byte[pixels.length];
        for (int row = 0; row < pixels.length; row += width) {
            for (int x = 0; x < width; x++) {
                flipped[row + x] = pixels[row + width - 1 - x];
            }
        }
        return new Image(image.channels(), image.height(), width, flipped);
    }
}
