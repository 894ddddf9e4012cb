package dev.tornadovim.data.augment;

import dev.tornadovim.data.Image;

/**
 * Random brightness, contrast, saturation and hue, each with probability one half: mmsegmentation's
 * {@code PhotoMetricDistortion}. Brightness comes first, then saturation and hue; contrast, with equal
 * probability, before or after these two. Every step rounds to bytes by cutting off, as there. In
 * gray images saturation and hue change nothing.
 *
 * @param brightness largest value added or subtracted
 * @param minContrast smallest factor of all values
 * @param maxContrast largest factor of all values
 * @param minSaturation smallest factor of the saturation
 * @param maxSaturation largest factor of the saturation
 * @param hue largest shift of the hue, in half degrees
 */
public record PhotometricDistortion(
        double brightness,
        double minContrast,
        double maxContrast,
        double minSaturation,
        double maxSaturation,
        int hue)
        implements ImageTransform {

    /** The usual strength: brightness 32, contrast and saturation 0.5 to 1.5, hue 18. */
    public PhotometricDistortion() {
        this(32, 0.5, 1.5, 0.5, 1.5, 18);
    }

    /** Checks the ranges. */
    public PhotometricDistortion {
        if (!(brightness >= 0
                && minContrast >= 0
                && minContrast <= maxContrast
                && minSaturation >= 0
                && minSaturation <= maxSaturation
                && hue >= 1
                && hue <= Hsv.HUES)) {
            throw new IllegalArgumentException(
                    ("brightness %s, contrast %s to %s, saturation %s to %s, hue %d, expected"
                                    + " numbers of at least 0 in order and a hue of 1 to 180")
                            .formatted(
                                    brightness,
                                    minContrast,
                                    maxContrast,
                                    minSaturation,
                                    maxSaturation,
                                    hue));
        }
    }

    @Override
    public Image apply(Image image, SampleRandom random) {
        byte[] pixels = image.pixels().clone();
        if (random.chance(0.5)) {
            convert(pixels, 0, pixels.length, 1, random.uniform(-brightness, brightness));
        }
        boolean contrastFirst = random.chance(0.5);
        if (contrastFirst) {
            contrast(pixels, random);
        }
        pixels = saturation(pixels, image.channels(), random);
        pixels = hue(pixels, image.channels(), random);
        if (!contrastFirst) {
            contrast(pixels, random);
        }
        return new Image(image.channels(), image.height(), image.width(), pixels);
    }

    private void contrast(byte[] pixels, SampleRandom random) {
        if (random.chance(0.5)) {
            convert(pixels, 0, pixels.length, random.uniform(minContrast, maxContrast), 0);
        }
    }

    private byte[] saturation(byte[] rgb, int channels, SampleRandom random) {
        if (!random.chance(0.5)) {
            return rgb;
        }
        double factor = random.uniform(minSaturation, maxSaturation);
        if (channels == 1) {
            return rgb;
        }
        byte[] hsv = Hsv.ofRgb(rgb);
        int plane = hsv.length / 3;
        convert(hsv, plane, 2 * plane, factor, 0);
        return Hsv.toRgb(hsv);
    }

    private byte[] hue(byte[] rgb, int channels, SampleRandom random) {
        if (!random.chance(0.5)) {
            return rgb;
        }
        int shift = random.below(2 * hue) - hue;
        if (channels == 1) {
            return rgb;
        }
        byte[] hsv = Hsv.ofRgb(rgb);
        for (int i = 0; i < hsv.length / 3; i++) {
            hsv[i] = (byte) Math.floorMod((hsv[i] & 0xff) + shift, Hsv.HUES);
        }
        return Hsv.toRgb(hsv);
    }

    /** In single precision, as there. */
    private static void convert(byte[] values, int from, int to, double factor, double term) {
        float alpha = (float) factor;
        float beta = (float) term;
        for (int i = from; i < to; i++) {
            float value = (values[i] & 0xff) * alpha + beta;
            values[i] = (byte) (int) Math.clamp(value, 0f, 255f);
        }
    }
}
