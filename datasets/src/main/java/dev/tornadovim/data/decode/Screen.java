package dev.tornadovim.data.decode;

import dev.tornadovim.data.Image;

import java.io.IOException;
import java.util.Arrays;

/**
 * The screen of an animation (GIF's logical screen, WebP's canvas) and the rectangle of it that its
 * first picture covers. The screen is the image; what the picture leaves uncovered has one color.
 */
record Screen(int width, int height, int left, int top, int pictureWidth, int pictureHeight) {

    /** A screen that is at least as large as its picture, as GIF readers make it. */
    Screen enlarged() {
        return new Screen(
                Math.max(width, left + pictureWidth),
                Math.max(height, top + pictureHeight),
                left,
                top,
                pictureWidth,
                pictureHeight);
    }

    /**
     * Puts the picture onto the screen.
     *
     * @param color of the rest, as 0xRRGGBB
     * @throws IOException if the picture has another size or does not fit
     */
    Image place(Image picture, int color) throws IOException {
        if (picture.width() != pictureWidth || picture.height() != pictureHeight) {
            throw new IOException(
                    "a picture of %d × %d pixels, %d × %d by its header"
                            .formatted(
                                    picture.width(),
                                    picture.height(),
                                    pictureWidth,
                                    pictureHeight));
        }
        if (pictureWidth == width && pictureHeight == height) {
            return picture;
        }
        if (left + pictureWidth > width || top + pictureHeight > height) {
            throw new IOException("its picture lies outside of its screen");
        }
        int plane = width * height;
        byte[] pixels = new byte[3 * plane];
        for (int c = 0; c < 3; c++) {
            byte rest = (byte) (color >> 16 - 8 * c);
            Arrays.fill(pixels, c * plane, (c + 1) * plane, rest);
            for (int y = 0; y < pictureHeight; y++) {
                System.arraycopy(
                        picture.pixels(),
                        (c * pictureHeight + y) * pictureWidth,
                        pixels,
                        c * plane + (top + y) * width + left,
                        pictureWidth);
            }
        }
        return new Image(3, height, width, pixels);
    }
}
