package dev.tornadovim.data.dense;

import dev.tornadovim.data.Image;
import dev.tornadovim.data.LabelMap;

import java.util.function.UnaryOperator;

/**
 * An image and the class of each of its pixels.
 *
 * @param labels of the image's size; class indices, and {@link #IGNORED} where there is none
 */
public record SegmentationSample(Image image, LabelMap labels) {
    /** The label of pixels that count neither in a loss nor in a metric. */
    public static final int IGNORED = 255;

    /** Checks that both have one size. */
    public SegmentationSample {
        if (image.height() != labels.height() || image.width() != labels.width()) {
            throw new IllegalArgumentException(
                    "an image of %d × %d pixels with labels of %d × %d"
                            .formatted(
                                    image.width(),
                                    image.height(),
                                    labels.width(),
                                    labels.height()));
        }
    }

    /** Number of rows. */
    public int height() {
        return labels.height();
    }

    /** Number of columns. */
    public int width() {
        return labels.width();
    }

    /** The sample with its pixels and its labels moved alike. */
    SegmentationSample moved(UnaryOperator<Image> move) {
        return new SegmentationSample(move.apply(image), LabelMap.of(move.apply(labels.asImage())));
    }
}
