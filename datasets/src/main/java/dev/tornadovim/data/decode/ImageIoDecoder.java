package dev.tornadovim.data.decode;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;

import java.awt.Transparency;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.Iterator;

import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/**
 * Decoding by Java's image readers, the JDK's own or those of TwelveMonkeys. Their warnings are errors,
 * but for the one about CMYK without a colour profile: the plain conversion that TwelveMonkeys then
 * does is the one wanted.
 */
final class ImageIoDecoder {
    private static final String TWELVE_MONKEYS = "com.twelvemonkeys.";
    private static final String NO_PROFILE = "No embedded ICC color profile";

    private ImageIoDecoder() {}

    /** Says whether dimensions are acceptable. */
    interface SizeCheck {
        void accept(int width, int height) throws IOException;
    }

    /**
     * Decodes the first image of a file.
     *
     * @param twelveMonkeys whether to take TwelveMonkeys' reader or the JDK's
     * @param check called with the dimensions before anything is decoded
     */
    static BufferedImage decode(
            byte[] file, ImageFormat format, boolean twelveMonkeys, SizeCheck check)
            throws IOException {
        var reader = reader(format, twelveMonkeys);
        var warning = new FirstWarning();
        try (var input = new ByteArrayImageInputStream(file)) {
            reader.addIIOReadWarningListener(warning);
            reader.setInput(input, true, true);
            check.accept(reader.getWidth(0), reader.getHeight(0));
            var image = reader.read(0, redFirst(reader));
            if (warning.text != null) {
                throw new IOException(warning.text);
            }
            return image;
        } finally {
            reader.dispose();
        }
    }

    /**
     * Asks for bytes in the order red, green, blue instead of Java's usual blue, green, red: the JDK's
     * JPEG reader then copies whole rows, a quarter faster.
     */
    private static ImageReadParam redFirst(ImageReader reader) throws IOException {
        var parameters = reader.getDefaultReadParam();
        var types = reader.getImageTypes(0);
        if (reader.getFormatName().equals("JPEG") && types.hasNext()) {
            var model = types.next().getColorModel();
            if (model.getNumComponents() == 3) {
                int width = reader.getWidth(0);
                int[] order = {0, 1, 2};
                var raster =
                        Raster.createInterleavedRaster(
                                DataBuffer.TYPE_BYTE,
                                width,
                                reader.getHeight(0),
                                3 * width,
                                3,
                                order,
                                null);
                var bytes =
                        new ComponentColorModel(
                                model.getColorSpace(),
                                false,
                                false,
                                Transparency.OPAQUE,
                                DataBuffer.TYPE_BYTE);
                parameters.setDestination(new BufferedImage(bytes, raster, false, null));
            }
        }
        return parameters;
    }

    private static ImageReader reader(ImageFormat format, boolean twelveMonkeys)
            throws IOException {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.label());
        while (readers.hasNext()) {
            var reader = readers.next();
            if (reader.getClass().getName().startsWith(TWELVE_MONKEYS) == twelveMonkeys) {
                return reader;
            }
        }
        throw new IOException("no reader for " + format + " on the class path");
    }

    private static final class FirstWarning implements IIOReadWarningListener {
        private String text;

        @Override
        public void warningOccurred(ImageReader source, String warning) {
            if (text == null && !warning.startsWith(NO_PROFILE)) {
                text = warning;
            }
        }
    }
}
