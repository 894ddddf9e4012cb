package dev.tornadovim.data.augment;

import dev.tornadovim.data.Image;
import dev.tornadovim.data.augment.Resampler.Interpolation;

/**
 * What evaluation does: the shorter side is resized (bicubic, antialiased), then the center is cut
 * out, with the roundings of torchvision's {@code Resize} and {@code CenterCrop}.
 *
 * @param shorterSide of the resized image, at least {@code size}
 * @param size height and width of the result
 */
public record CenterCrop(int shorterSide, int size) implements ImageTransform {

    /** Share of the shorter side that is kept by default, timm's {@code crop_pct}: 224 of 256. */
    public static final double CROP_PCT = 0.875;

    /** Checks that the crop fits. */
    public CenterCrop {
        if (size < 1 || shorterSide < size) {
            throw new IllegalArgumentException(
                    "a center of %d from a shorter side of %d".formatted(size, shorterSide));
        }
    }

    /** Shorter side of {@code size / 0.875}, as 256 is to 224. */
    public CenterCrop(int size) {
        this(shorterSide(size, CROP_PCT), size);
    }

    /** A crop that keeps the share {@code cropPct} of the shorter side. */
    public static CenterCrop keeping(int size, double cropPct) {
        return new CenterCrop(shorterSide(size, cropPct), size);
    }

    private static int shorterSide(int size, double cropPct) {
        return (int) (size / cropPct);
    }

    @Override
    public Image apply(Image image, SampleRandom random) {
        int height = image.height();
        int width = image.width();
        int longer = (int) ((long) shorterSide * Math.max(height, width) / Math.min(height, width));
        int newHeight = height <= width ? shorterSide : longer;
        int newWidth = height <= width ? longer : shorterSide;
        var resized = Resampler.resize(image, newHeight, newWidth, Interpolation.BICUBIC);
        int top = (int) Math.rint((newHeight - size) / 2.0);
        int left = (int) Math.rint((newWidth - size) / 2.0);
        return resized.crop(top, left, size, size);
    }
}
