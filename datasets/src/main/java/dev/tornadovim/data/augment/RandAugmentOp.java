package dev.tornadovim.data.augment;

import dev.tornadovim.data.Image;

/**
 * The operations of RandAugment, in timm's order, with timm's arguments for a magnitude from 0 to 10
 * (its "increasing" set: none gets weaker with a larger magnitude).
 */
enum RandAugmentOp {
    AUTO_CONTRAST(false),
    EQUALIZE(false),
    INVERT(false),
    /** Up to 30 degrees either way. */
    ROTATE(true),
    /** Keeps 4 bits down to 0. */
    POSTERIZE(false),
    /** Inverts values from 256 down to 0. */
    SOLARIZE(false),
    /** Adds up to 110 to values below 128. */
    SOLARIZE_ADD(false),
    /** The four enhancements: factors from 0.1 to 1.9, 1 changes nothing. */
    COLOR(true),
    CONTRAST(true),
    BRIGHTNESS(true),
    SHARPNESS(true),
    /** Up to 0.3 pixels a pixel. */
    SHEAR_X(true),
    SHEAR_Y(true),
    /** Up to 0.45 of the image. */
    TRANSLATE_X(true),
    TRANSLATE_Y(true);

    private final boolean signed;

    RandAugmentOp(boolean signed) {
        this.signed = signed;
    }

    /** Whether the argument comes with a random sign. */
    boolean signed() {
        return signed;
    }

    /**
     * Applies the operation.
     *
     * @param magnitude from 0 to 10
     * @param negative the sign, where there is one
     * @param fill color of what is uncovered
     */
    Image apply(Image image, double magnitude, boolean negative, int[] fill) {
        double share = magnitude / RandAugment.MAX_MAGNITUDE;
        double sign = negative ? -1 : 1;
        double factor = Math.max(0.1, 1 + sign * (share * 0.9));
        double shear = sign * (share * 0.3);
        double shift = sign * (share * 0.45);
        return switch (this) {
            case AUTO_CONTRAST -> ToneCurves.autoContrast(image);
            case EQUALIZE -> ToneCurves.equalize(image);
            case INVERT -> ToneCurves.invert(image);
            case POSTERIZE -> ToneCurves.posterize(image, 4 - (int) (share * 4));
            case SOLARIZE -> ToneCurves.solarize(image, 256 - (int) (share * 256));
            case SOLARIZE_ADD -> ToneCurves.solarizeAdd(image, (int) (share * 110));
            case COLOR -> Enhancements.color(image, factor);
            case CONTRAST -> Enhancements.contrast(image, factor);
            case BRIGHTNESS -> Enhancements.brightness(image, factor);
            case SHARPNESS -> Enhancements.sharpness(image, factor);
            case ROTATE -> AffineWarp.rotate(image, sign * (share * 30), fill);
            case SHEAR_X -> AffineWarp.apply(image, fill, 1, shear, 0, 0, 1, 0);
            case SHEAR_Y -> AffineWarp.apply(image, fill, 1, 0, 0, shear, 1, 0);
            case TRANSLATE_X -> AffineWarp.apply(image, fill, 1, 0, shift * image.width(), 0, 1, 0);
            case TRANSLATE_Y ->
                    AffineWarp.apply(image, fill, 1, 0, 0, 0, 1, shift * image.height());
        };
    }
}
