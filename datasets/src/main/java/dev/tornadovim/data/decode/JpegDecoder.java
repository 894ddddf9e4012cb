package dev.tornadovim.data.decode;

import dev.tornadovim.data.decode.ImageIoDecoder.Library;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.regex.Pattern;

/**
 * Decoding of JPEG files, also of those with bytes too many before a marker, which libjpeg passes over
 * with a warning. It reports the first warning of a file only. So these bytes are taken out and the rest
 * decoded again, until no other damage can hide behind that warning.
 */
final class JpegDecoder {
    private static final Pattern SURPLUS =
            Pattern.compile(
                    "Corrupt JPEG data: (\\d+) extraneous bytes before marker 0x(\\p{XDigit}+)");

    /** A file for which more trials are needed is refused. */
    private static final int TRIALS = 32;

    private final Library library;
    private final PixelLimit limit;
    private int trials;

    private JpegDecoder(Library library, PixelLimit limit) {
        this.library = library;
        this.limit = limit;
    }

    /**
     * Decodes a file: as the JDK's reader does, with four color components as TwelveMonkeys' does.
     *
     * @throws IOException if it is truncated or otherwise damaged, or of a kind neither reader knows
     */
    static BufferedImage decode(JpegHeader header, PixelLimit limit) throws IOException {
        var library = header.components() == 4 ? Library.TWELVE_MONKEYS : Library.JDK;
        return new JpegDecoder(library, limit).decode(header.plain(), 2);
    }

    private BufferedImage decode(byte[] file, int from) throws IOException {
        try {
            trials++;
            return ImageIoDecoder.decode(file, "jpeg", library, limit);
        } catch (IOException e) {
            var surplus = SURPLUS.matcher(String.valueOf(e.getMessage()));
            if (!surplus.matches() || trials > TRIALS) {
                throw e;
            }
            return without(file, from, surplus.group(1), surplus.group(2), e);
        }
    }

    /**
     * The warning does not say before which marker of its kind the bytes are. Before an earlier one they
     * are pixels, and without them libjpeg reports another damage.
     */
    private BufferedImage without(
            byte[] file, int from, String bytes, String name, IOException warning)
            throws IOException {
        int count = Integer.parseInt(bytes);
        int marker = Integer.parseInt(name, 16);
        int at = JpegHeader.marker(file, from);
        while (at + 1 < file.length && trials <= TRIALS) {
            if ((file[at + 1] & 0xff) == marker && at - count >= from) {
                try {
                    return decode(cut(file, at - count, count), at - count);
                } catch (IOException e) {
                    warning.addSuppressed(e);
                }
            }
            at = JpegHeader.marker(file, at + 2);
        }
        throw warning;
    }

    private static byte[] cut(byte[] file, int from, int count) {
        byte[] rest = new byte[file.length - count];
        System.arraycopy(file, 0, rest, 0, from);
        System.arraycopy(file, from + count, rest, from, rest.length - from);
        return rest;
    }
}
