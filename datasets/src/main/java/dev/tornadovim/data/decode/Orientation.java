package dev.tornadovim.data.decode;

import dev.tornadovim.data.Image;

import org.apache.commons.imaging.Imaging;
import org.apache.commons.imaging.common.ImageMetadata;
import org.apache.commons.imaging.formats.jpeg.JpegImageMetadata;
import org.apache.commons.imaging.formats.png.PngImageMetadata;
import org.apache.commons.imaging.formats.tiff.TiffImageMetadata;
import org.apache.commons.imaging.formats.tiff.constants.TiffTagConstants;
import org.apache.commons.imaging.formats.webp.WebPImageMetadata;

import java.io.IOException;

/** How a stored picture has to be turned to stand upright: values 1 to 8 of EXIF's tag 0x0112. */
final class Orientation {
    private static final int UPRIGHT = 1;

    private Orientation() {}

    /**
     * The orientation that a file's metadata states. Metadata that cannot be read says nothing about
     * the pixels, so such a picture counts as upright.
     */
    static int of(byte[] file) {
        try {
            var exif = exif(Imaging.getMetadata(file));
            var field = exif == null ? null : exif.findField(TiffTagConstants.TIFF_TAG_ORIENTATION);
            int value = field == null ? UPRIGHT : field.getIntValue();
            return value >= 1 && value <= 8 ? value : UPRIGHT;
        } catch (IOException | RuntimeException e) {
            return UPRIGHT;
        }
    }

    private static TiffImageMetadata exif(ImageMetadata metadata) {
        return switch (metadata) {
            case JpegImageMetadata jpeg -> jpeg.getExif();
            case PngImageMetadata png -> png.getExif();
            case WebPImageMetadata webp -> webp.getExif();
            case TiffImageMetadata tiff -> tiff;
            case null, default -> null;
        };
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
