package dev.tornadovim.data.decode;

import org.apache.commons.imaging.AbstractImageParser;
import org.apache.commons.imaging.ImagingParameters;
import org.apache.commons.imaging.common.BufferedImageFactory;
import org.apache.commons.imaging.formats.pcx.PcxImageParser;
import org.apache.commons.imaging.formats.pcx.PcxImagingParameters;
import org.apache.commons.imaging.formats.psd.PsdImageParser;
import org.apache.commons.imaging.formats.psd.PsdImagingParameters;

import java.awt.image.BufferedImage;
import java.io.IOException;

/**
 * Decoding by Apache Commons Imaging: PSD and PCX. Its gray images would be written through a color
 * conversion that merges values, so every image it makes is RGB.
 */
final class CommonsImagingDecoder {
    private CommonsImagingDecoder() {}

    /** Decodes the first image of a file; see {@link ImageIoDecoder#decode}. */
    static BufferedImage decode(byte[] file, ImageFormat format, PixelLimit limit)
            throws IOException {
        return switch (format) {
            case PSD -> decode(new PsdImageParser(), new PsdImagingParameters(), file, limit);
            case PCX -> decode(new PcxImageParser(), new PcxImagingParameters(), file, limit);
            default -> throw new IOException(format + " is not for this decoder");
        };
    }

    private static <P extends ImagingParameters<P>> BufferedImage decode(
            AbstractImageParser<P> parser, P parameters, byte[] file, PixelLimit limit)
            throws IOException {
        var size = parser.getImageSize(file, parameters);
        limit.check(size.width, size.height);
        parameters.setBufferedImageFactory(new RgbFactory());
        parameters.setStrict(true);
        return parser.getBufferedImage(file, parameters);
    }

    private static final class RgbFactory implements BufferedImageFactory {
        @Override
        public BufferedImage getColorBufferedImage(int width, int height, boolean hasAlpha) {
            int type = hasAlpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
            return new BufferedImage(width, height, type);
        }

        @Override
        public BufferedImage getGrayscaleBufferedImage(int width, int height, boolean hasAlpha) {
            return getColorBufferedImage(width, height, hasAlpha);
        }
    }
}
