package dev.tornadovim.data.coco;

import dev.tornadovim.data.Image;
import dev.tornadovim.data.augment.HorizontalFlip;
import dev.tornadovim.data.augment.Resampler;
import dev.tornadovim.data.augment.Resampler.Interpolation;

/**
 * Where an image of a data set lies in the image that a network sees: mirrored first, then resized,
 * then a part of {@code height × width} pixels is cut out whose corner is {@code (top, left)}. It lies
 * at the top left of what the network sees; the rest of that is padding.
 *
 * <p>The image is resized bilinearly with antialiasing, as Pillow does it; coordinates of objects are
 * multiplied with the ratio of the whole sizes, as in Detectron2's {@code ResizeTransform}.
 *
 * @param sourceHeight of the image of the data set, in pixels
 * @param sourceWidth of the image of the data set, in pixels
 */
public record Placement(
        int sourceHeight,
        int sourceWidth,
        boolean mirrored,
        int scaledHeight,
        int scaledWidth,
        int top,
        int left,
        int height,
        int width) {

    /** Checks that the part lies in the resized image. */
    public Placement {
        if (height < 1
                || width < 1
                || top < 0
                || left < 0
                || top + height > scaledHeight
                || left + width > scaledWidth) {
            throw new IllegalArgumentException(
                    "a part of %d × %d pixels at (%d, %d) of an image of %d × %d"
                            .formatted(height, width, top, left, scaledHeight, scaledWidth));
        }
    }

    /** The whole image, resized. */
    public static Placement resized(
            int sourceHeight, int sourceWidth, int scaledHeight, int scaledWidth) {
        return new Placement(
                sourceHeight,
                sourceWidth,
                false,
                scaledHeight,
                scaledWidth,
                0,
                0,
                scaledHeight,
                scaledWidth);
    }

    /**
     * How evaluation places an image: the shorter side becomes {@code shortest}, unless the longer
     * would exceed {@code longest}; with the roundings of Detectron2's {@code ResizeShortestEdge}.
     */
    public static Placement shortestSide(
            int sourceHeight, int sourceWidth, int shortest, int longest) {
        double scale = (double) shortest / Math.min(sourceHeight, sourceWidth);
        double height = sourceHeight < sourceWidth ? shortest : scale * sourceHeight;
        double width = sourceHeight < sourceWidth ? scale * sourceWidth : shortest;
        double longer = Math.max(height, width);
        if (longer > longest) {
            height *= longest / longer;
            width *= longest / longer;
        }
        return resized(
                sourceHeight,
                sourceWidth,
                Math.max(1, (int) (height + 0.5)),
                Math.max(1, (int) (width + 0.5)));
    }

    /** Pixels of the resized image for one of the source, across. */
    public double scaleX() {
        return (double) scaledWidth / sourceWidth;
    }

    /** Pixels of the resized image for one of the source, down. */
    public double scaleY() {
        return (double) scaledHeight / sourceHeight;
    }

    /** The place of a coordinate across, which may be outside. */
    double x(double source) {
        return (mirrored ? sourceWidth - source : source) * scaleX() - left;
    }

    /** The place of a coordinate down, which may be outside. */
    double y(double source) {
        return source * scaleY() - top;
    }

    /**
     * The visible part of a box; without area where nothing of it is visible.
     *
     * @param box left, top, right, bottom in the source
     */
    public double[] box(double[] box) {
        return new double[] {
            Math.clamp(x(mirrored ? box[2] : box[0]), 0, width),
            Math.clamp(y(box[1]), 0, height),
            Math.clamp(x(mirrored ? box[0] : box[2]), 0, width),
            Math.clamp(y(box[3]), 0, height)
        };
    }

    /**
     * A box that a network found, in the source: the inverse of {@link #box}, cut at the borders of
     * the source.
     *
     * @param box left, top, right, bottom in what the network sees
     */
    public double[] toSource(double[] box) {
        double one = (box[0] + left) / scaleX();
        double two = (box[2] + left) / scaleX();
        return new double[] {
            Math.clamp(mirrored ? sourceWidth - two : one, 0, sourceWidth),
            Math.clamp((box[1] + top) / scaleY(), 0, sourceHeight),
            Math.clamp(mirrored ? sourceWidth - one : two, 0, sourceWidth),
            Math.clamp((box[3] + top) / scaleY(), 0, sourceHeight)
        };
    }

    /** The visible part of the image, {@code height × width}. */
    public Image image(Image source) {
        var scaled =
                scaledHeight == sourceHeight && scaledWidth == sourceWidth
                        ? source
                        : Resampler.resize(
                                source, scaledHeight, scaledWidth, Interpolation.BILINEAR);
        int corner = mirrored ? scaledWidth - left - width : left;
        var visible = scaled.crop(top, corner, height, width);
        return mirrored ? HorizontalFlip.flip(visible) : visible;
    }
}
