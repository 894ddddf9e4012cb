package dev.tornadovim.data.decode;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;

import java.awt.Transparency;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/**
 * Decoding by Java's image readers: the JDK's own, those of TwelveMonkeys, and libwebp's. Their warnings
 * are errors, but for the harmless ones.
 */
final class ImageIoDecoder {
    /**
     * Color profiles are not applied anyway. A JPEG file whose only fault is bytes too many before its end
     * has all its pixels. A TIFF file may leave out the lengths of its strips, and of the last one the
     * reader expects too much: {@link TiffDirectory#requireWholeStrips} checks them.
     */
    private static final List<Pattern> HARMLESS =
            Stream.of(
                            "ICC",
                            "^Corrupt JPEG data: \\d+ extraneous bytes before marker 0xd9",
                            "^strip/tileByteCount < required",
                            "^(Missing|Ignoring all-zero) (Strip|Tile)ByteCounts")
                    .map(Pattern::compile)
                    .toList();

    private ImageIoDecoder() {}

    /** Who wrote a reader; several may know one format. */
    enum Library {
        JDK("com.sun."),
        TWELVE_MONKEYS("com.twelvemonkeys."),
        LIBWEBP("com.luciad.");

        private final String packages;

        Library(String packages) {
            this.packages = packages;
        }
    }

    /**
     * Decodes the first image of a file.
     *
     * @param label the name of the format
     * @param limit checked before anything is decoded
     * @return the samples as they are stored, in the file's own color space
     * @throws IOException if the file is damaged or of a kind that the reader does not know
     */
    static BufferedImage decode(byte[] file, String label, Library library, PixelLimit limit)
            throws IOException {
        var reader = reader(label, library);
        var warning = new FirstWarning();
        try (var input = new ByteArrayImageInputStream(file)) {
            reader.addIIOReadWarningListener(warning);
            reader.setInput(input, true, true);
            limit.check(reader.getWidth(0), reader.getHeight(0));
            var image = reader.read(0, parameters(reader, library));
            if (warning.text != null) {
                throw new IOException(warning.text);
            }
            return image;
        } finally {
            reader.dispose();
        }
    }

    private static ImageReadParam parameters(ImageReader reader, Library library)
            throws IOException {
        var parameters = reader.getDefaultReadParam();
        if (reader.getFormatName().equals("JPEG")) {
            redFirst(reader, parameters);
        } else if (library == Library.TWELVE_MONKEYS) {
            // The reader's preferred type may have its alpha divided out, or other sample sizes.
            parameters.setDestinationType(reader.getRawImageType(0));
        }
        return parameters;
    }

    /**
     * Asks for bytes in the order red, green, blue instead of Java's usual blue, green, red: the JDK's
     * JPEG reader then copies whole rows, a quarter faster.
     */
    private static void redFirst(ImageReader reader, ImageReadParam parameters) throws IOException {
        var types = reader.getImageTypes(0);
        if (!types.hasNext()) {
            return;
        }
        var model = types.next().getColorModel();
        if (model.getNumComponents() != 3) {
            return;
        }
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

    private static ImageReader reader(String label, Library library) throws IOException {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(label);
        while (readers.hasNext()) {
            var reader = readers.next();
            if (reader.getClass().getName().startsWith(library.packages)) {
                return reader;
            }
        }
        throw new IOException("no reader for " + label + " on the class path");
    }

    private static final class FirstWarning implements IIOReadWarningListener {
        private String text;

        @Override
        public void warningOccurred(ImageReader source, String warning) {
            if (text == null && !harmless(warning)) {
                text = warning;
            }
        }

        private static boolean harmless(String warning) {
            return HARMLESS.stream().anyMatch(pattern -> pattern.matcher(warning).find());
        }
    }
}
