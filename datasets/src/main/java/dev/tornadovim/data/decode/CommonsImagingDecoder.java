package dev.tornadovim.data.decode;

import org.apache.commons.imaging.AbstractImageParser;
import org.apache.commons.imaging.ImagingParameters;
import org.apache.commons.imaging.common.BufferedImageFactory;
import org.apache.commons.imaging.formats.pcx.PcxImageParser;
import org.apache.commons.imaging.formats.pcx.PcxImagingParameters;
import org.apache.commons.imaging.formats.pnm.PnmImageParser;
import org.apache.commons.imaging.formats.pnm.PnmImagingParameters;
import org.apache.commons.imaging.formats.psd.PsdImageParser;
import org.apache.commons.imaging.formats.psd.PsdImagingParameters;
import org.apache.commons.imaging.formats.tiff.TiffImageMetadata;
import org.apache.commons.imaging.formats.tiff.TiffImageParser;
import org.apache.commons.imaging.formats.tiff.TiffImagingParameters;
import org.apache.commons.imaging.formats.tiff.constants.TiffTagConstants;

import java.awt.image.BufferedImage;
import java.io.IOException;

/**
 * Decoding by Apache Commons Imaging: the formats that Java's readers lack. Its grey images would be
 * written through a colour conversion that merges values, so every image it makes is RGB.
 */
final class CommonsImagingDecoder {
    private static final int FLOATING_POINT = 3;

    private CommonsImagingDecoder() {}

    /** Decodes the first image of a file; see {@link ImageIoDecoder#decode}. */
    static BufferedImage decode(byte[] file, ImageFormat format, ImageIoDecoder.SizeCheck check)
            throws IOException {
        return switch (format) {
            case TIFF -> {
                var parser = new TiffImageParser();
                requireIntegers(parser, file);
                yield decode(parser, new TiffImagingParameters(), file, check);
            }
            case PNM -> decode(new PnmImageParser(), new PnmImagingParameters(), file, check);
            case PSD -> decode(new PsdImageParser(), new PsdImagingParameters(), file, check);
            case PCX -> decode(new PcxImageParser(), new PcxImagingParameters(), file, check);
            default -> throw new IOException(format + " is not for this decoder");
        };
    }

    private static <P extends ImagingParameters<P>> BufferedImage decode(
            AbstractImageParser<P> parser,
            P parameters,
            byte[] file,
            ImageIoDecoder.SizeCheck check)
            throws IOException {
        var size = parser.getImageSize(file, parameters);
        check.accept(size.width, size.height);
        parameters.setBufferedImageFactory(new RgbFactory());
        parameters.setStrict(true);
        return parser.getBufferedImage(file, parameters);
    }

    /** Floating-point samples would be tone-mapped by a rule of the library's own. */
    private static void requireIntegers(TiffImageParser parser, byte[] file) throws IOException {
        if (parser.getMetadata(file) instanceof TiffImageMetadata metadata) {
            var field = metadata.findField(TiffTagConstants.TIFF_TAG_SAMPLE_FORMAT);
            if (field != null && field.getIntArrayValue()[0] == FLOATING_POINT) {
                throw new IOException("floating-point samples");
            }
        }
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
