package dev.tornadovim.data;

import java.util.Objects;

/**
 * A class for each pixel of an image, row after row, each an unsigned byte. As with {@link Image} the
 * array is not copied.
 */
public record LabelMap(int height, int width, byte[] classes) {

    /** Checks that the array is exactly {@code height × width} long. */
    public LabelMap {
        Objects.requireNonNull(classes, "classes");
        if (height < 1 || width < 1 || classes.length != (long) height * width) {
            throw new IllegalArgumentException(
                    "%d classes for a map of shape [%d, %d]"
                            .formatted(classes.length, height, width));
        }
    }

    /** The class at one place, 0 to 255. */
    public int at(int row, int column) {
        return classes[row * width + column] & 0xff;
    }

    /** The same bytes as an image of one channel, so that whatever moves pixels moves classes. */
    public Image asImage() {
        return new Image(1, height, width, classes);
    }

    /** The classes of an image of one channel. */
    public static LabelMap of(Image image) {
        return new LabelMap(image.height(), image.width(), image.pixels());
    }
}
