package dev.tornadovim.data.augment;

import dev.tornadovim.data.Image;

/**
 * Makes images gray, or gray ones color, as Pillow's {@code convert("L")} and {@code convert("RGB")}:
 * gray is the luma of ITU-R 601, rounded.
 *
 * @param channels of the result, 1 or 3
 */
public record ToChannels(int channels) implements ImageTransform {
    /** Checks the number. */
    public ToChannels {
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException("channels must be 1 or 3, not " + channels);
        }
    }

    @Override
    public Image apply(Image image, SampleRandom random) {
        if (image.channels() == channels) {
            return image;
        }
        byte[] gray = gray(image);
        if (channels == 1) {
            return new Image(1, image.height(), image.width(), gray);
        }
        byte[] color = new byte[3 * gray.length];
        for (int c = 0; c < 3; c++) {
            System.arraycopy(gray, 0, color, c * gray.length, gray.length);
        }
        return new Image(3, image.height(), image.width(), color);
    }

    /** ITU-R 601 luma in fixed point, rounded; the pixels themselves where they are gray. */
    static byte[] gray(Image image) {
        byte[] p = image.pixels();
        if (image.channels() == 1) {
            return p;
        }
        int plane = image.planeSize();
        byte[] gray = new byte[plane];
        for (int i = 0; i < plane; i++) {
            int red = p[i] & 0xff;
            int green = p[plane + i] & 0xff;
            int blue = p[2 * plane + i] & 0xff;
            gray[i] = (byte) ((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16);
        }
        return gray;
    }
}
