package dev.tornadovim.data.decode;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Iterator;

import javax.imageio.ImageIO;
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
            var image = reader.read(0);
            if (warning.text != null) {
                throw new IOException(warning.text);
            }
            return image;
        } finally {
            reader.dispose();
        }
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
