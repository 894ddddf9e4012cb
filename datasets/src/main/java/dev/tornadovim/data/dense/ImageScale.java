package dev.tornadovim.data.dense;

import dev.tornadovim.data.Image;

import java.util.List;
import java.util.Optional;

/**
 * A size that images of any shape are brought to with their aspect kept: as large as fits, the longer
 * edge into one limit and the shorter edge into the other. mmcv's {@code rescale_size}.
 *
 * @param longEdge limit of the longer edge, in pixels
 * @param shortEdge limit of the shorter edge, in pixels
 * @param resizing how they are brought to it
 */
public record ImageScale(int longEdge, int shortEdge, Resizing resizing) {

    /** Height and width, in pixels. */
    public record Size(int height, int width) {}

    /** Checks the limits. */
    public ImageScale {
        if (shortEdge < 1 || longEdge < shortEdge) {
            throw new IllegalArgumentException(
                    "long edge %d and short edge %d, expected long ≥ short ≥ 1"
                            .formatted(longEdge, shortEdge));
        }
    }

    /** The scale that settings name by its longer and shorter edge; empty where they name none. */
    public static Optional<ImageScale> of(List<Integer> edges, Resizing resizing) {
        return edges.isEmpty()
                ? Optional.empty()
                : Optional.of(new ImageScale(edges.getFirst(), edges.getLast(), resizing));
    }

    /** Both limits multiplied and cut to whole pixels. */
    ImageScale times(double ratio) {
        return new ImageScale((int) (longEdge * ratio), (int) (shortEdge * ratio), resizing);
    }

    /** The size that an image of this height and width comes to. */
    public Size of(int height, int width) {
        double factor =
                Math.min(
                        (double) longEdge / Math.max(height, width),
                        (double) shortEdge / Math.min(height, width));
        return new Size(
                Math.max(1, (int) (height * factor + 0.5)),
                Math.max(1, (int) (width * factor + 0.5)));
    }

    /** The image at that size. */
    public Image apply(Image image) {
        var size = of(image.height(), image.width());
        if (size.height() == image.height() && size.width() == image.width()) {
            return image;
        }
        return resizing.resize(image, size.height(), size.width());
    }
}
