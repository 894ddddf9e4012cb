package dev.tornadovim.data.decode;

import dev.tornadovim.data.decode.ImageIoDecoder.Library;

import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Decoding of PNM files (Netpbm's PBM, PGM, PPM and PAM). TwelveMonkeys' reader takes samples for signed
 * when it scales them from their largest value, and leaves those of black-and-white PAM unscaled. So it
 * is given a header with the largest value that the samples' type has, and they are scaled here.
 */
final class PnmDecoder {
    /** Kind, width, height and largest value, comments between them; then one white space. */
    private static final Pattern HEADER =
            Pattern.compile("P([2356])" + "(?:\\s|#[^\\n]*\\n)+(\\d+)".repeat(3) + "\\s");

    private static final Pattern PAM =
            Pattern.compile("P(7)\\s(?:[^\\n]*\\n)*?()()MAXVAL[ \\t]+(\\d+)[ \\t]*\\n");

    /** Black and white are the lowest and the highest gray, but the reader allows no scale for them. */
    private static final Pattern BITS = Pattern.compile("\\nTUPLTYPE[ \\t]+(BLACKANDWHITE)");

    private static final int LONGEST_HEADER = 1 << 16;
    private static final int BYTE = 255;
    private static final int SHORT = 65_535;

    private PnmDecoder() {}

    /**
     * Decodes a file.
     *
     * @throws IOException if it is truncated, or its samples are floating-point or above 65,535
     */
    static BufferedImage decode(byte[] file, PixelLimit limit) throws IOException {
        int kind = file[1];
        if (kind == 'F' || kind == 'f') {
            throw new IOException("floating-point samples");
        }
        if (kind == '1' || kind == '4') {
            return ImageIoDecoder.decode(file, "pnm", Library.TWELVE_MONKEYS, limit);
        }
        int length = Math.min(file.length, LONGEST_HEADER);
        var header = new String(file, 0, length, StandardCharsets.ISO_8859_1);
        var fields = (kind == '7' ? PAM : HEADER).matcher(header);
        if (!fields.lookingAt() || fields.group(4).length() > 5) {
            throw new IOException("no header with sizes and a largest value");
        }
        int largest = Integer.parseInt(fields.group(4));
        if (largest < 1 || largest > SHORT) {
            throw new IOException("largest value %d, expected 1 to 65535".formatted(largest));
        }
        int full = largest <= BYTE ? BYTE : SHORT;
        var plain = new ByteArrayOutputStream(file.length);
        plain.write(file, 0, fields.start(4));
        plain.writeBytes(String.valueOf(full).getBytes(StandardCharsets.ISO_8859_1));
        int rest = fields.end(4);
        var bits = BITS.matcher(header);
        if (kind == '7' && bits.find(rest) && bits.end() < header.indexOf("ENDHDR\n", rest)) {
            plain.write(file, rest, bits.start(1) - rest);
            plain.writeBytes("GRAYSCALE".getBytes(StandardCharsets.ISO_8859_1));
            rest = bits.end(1);
        }
        plain.write(file, rest, file.length - rest);
        var image =
                ImageIoDecoder.decode(plain.toByteArray(), "pnm", Library.TWELVE_MONKEYS, limit);
        if (largest != full) {
            scale(image.getRaster(), largest, full);
        }
        return image;
    }

    /** To the nearest value, as Pillow scales; samples above the largest count as it. */
    private static void scale(WritableRaster raster, int largest, int full) {
        int[] row = new int[raster.getWidth() * raster.getNumBands()];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(0, y, raster.getWidth(), 1, row);
            for (int i = 0; i < row.length; i++) {
                double share = Math.min(row[i], largest) / (double) largest;
                row[i] = (int) Math.rint(share * full);
            }
            raster.setPixels(0, y, raster.getWidth(), 1, row);
        }
    }
}
