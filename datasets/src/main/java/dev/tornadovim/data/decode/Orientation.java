package dev.tornadovim.data.decode;

import dev.tornadovim.data.Image;

import java.io.IOException;
import java.util.Arrays;

/** How a stored picture has to be turned to stand upright: values 1 to 8 of EXIF's tag 0x0112. */
final class Orientation {
    private static final int UPRIGHT = 1;
    private static final int PREFIX = "Exif\0\0".length();

    private Orientation() {}

    /**
     * The orientation that EXIF data states. Data that cannot be read says nothing about the pixels, so
     * such a picture counts as upright.
     *
     * @param exif a TIFF file; some writers put JPEG's prefix before it in other formats, too
     */
    static int of(byte[] exif) {
        boolean prefixed = exif.length > PREFIX && exif[0] == 'E' && exif[1] == 'x';
        try {
            byte[] tiff = prefixed ? Arrays.copyOfRange(exif, PREFIX, exif.length) : exif;
            return tiff.length == 0 ? UPRIGHT : TiffDirectory.read(tiff).orientation();
        } catch (IOException | RuntimeException e) {
            return UPRIGHT;
        }
    }

    /** Turns a stored picture upright. */
    static Image apply(Image image, int orientation) {
        if (orientation == UPRIGHT) {
            return image;
        }
        boolean transposed = orientation >= 5;
        boolean flipRows =
                switch (orientation) {
                    case 3, 4, 6, 7 -> true;
                    default -> false;
                };
        boolean flipColumns =
                switch (orientation) {
                    case 2, 3, 7, 8 -> true;
                    default -> false;
                };
        int height = image.height();
        int width = image.width();
        int upHeight = transposed ? width : height;
        int upWidth = transposed ? height : width;
        byte[] upright = new byte[image.pixels().length];
        int at = 0;
        for (int c = 0; c < image.channels(); c++) {
            for (int y = 0; y < upHeight; y++) {
                for (int x = 0; x < upWidth; x++) {
                    int row = transposed ? x : y;
                    int column = transposed ? y : x;
                    row = flipRows ? height - 1 - row : row;
                    column = flipColumns ? width - 1 - column : column;
                    upright[at++] = image.pixels()[(c * height + row) * width + column];
                }
            }
        }
        return new Image(image.channels(), upHeight, upWidth, upright);
    }
}
