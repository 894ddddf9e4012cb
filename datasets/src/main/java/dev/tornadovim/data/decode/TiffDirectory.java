package dev.tornadovim.data.decode;

import com.twelvemonkeys.imageio.metadata.CompoundDirectory;
import com.twelvemonkeys.imageio.metadata.Directory;
import com.twelvemonkeys.imageio.metadata.tiff.TIFF;
import com.twelvemonkeys.imageio.metadata.tiff.TIFFReader;
import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;

import dev.tornadovim.data.decode.ImageIoDecoder.Library;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/** The first image directory of a TIFF file, or of EXIF data, which has the form of one. */
final class TiffDirectory {
    private static final long UNSIGNED = 1;
    private static final long UNDEFINED = 4;
    private static final long PLAIN = 1;
    private static final long PLANAR = 2;
    private static final long YCBCR = 6;
    private static final long CIE_LAB = 8;
    private static final long ITU_LAB = 10;
    private static final long MAX_SAMPLES = 16;

    /** Largest images have four samples of 16 bits per pixel; smaller ones may have more. */
    private static final long MAX_BYTES = 8;

    private static final int UPRIGHT = 1;

    private final Directory fields;

    private TiffDirectory(Directory fields) {
        this.fields = fields;
    }

    /** Reads TIFF or BigTIFF. */
    static TiffDirectory read(byte[] tiff) throws IOException {
        try (var input = new ByteArrayImageInputStream(tiff)) {
            var directories = (CompoundDirectory) new TIFFReader().read(input);
            if (directories.directoryCount() == 0) {
                throw new IOException("no image directory");
            }
            return new TiffDirectory(directories.getDirectory(0));
        }
    }

    /** How the picture has to be turned to stand upright, 1 to 8; 1 where the file does not say. */
    int orientation() {
        long[] values = numbers(TIFF.TAG_ORIENTATION);
        return values.length == 1 && values[0] >= 1 && values[0] <= 8 ? (int) values[0] : UPRIGHT;
    }

    /**
     * Refuses what has no one meaning as 8-bit RGB.
     *
     * @throws IOException if samples are signed or floating-point or have six bits, which the reader
     *     scales wrongly, or if colors are L*a*b*
     */
    void requireKnownSamples() throws IOException {
        for (long format : numbers(TIFF.TAG_SAMPLE_FORMAT)) {
            if (format != UNSIGNED && format != UNDEFINED) {
                throw new IOException(
                        switch ((int) format) {
                            case 2 -> "signed samples";
                            case 3 -> "floating-point samples";
                            default -> "samples of format " + format;
                        });
            }
        }
        if (number(TIFF.TAG_BITS_PER_SAMPLE, 1) == 6) {
            throw new IOException("6 bits per sample");
        }
        long colors = number(TIFF.TAG_PHOTOMETRIC_INTERPRETATION, 0);
        if (colors >= CIE_LAB && colors <= ITU_LAB) {
            throw new IOException("L*a*b* colors");
        }
    }

    /**
     * Checks sizes that the reader does not: it holds rows of tiles, and all samples of all pixels.
     *
     * @throws IOException if tiles are above the limit for images, or a pixel has many samples
     */
    void requireSizesWithin(PixelLimit limit) throws IOException {
        long width = number(TIFF.TAG_TILE_WIDTH, 1);
        long height = number(TIFF.TAG_TILE_HEIGTH, 1);
        limit.check(clamped(width), clamped(height));
        long samples = number(TIFF.TAG_SAMPLES_PER_PIXEL, 1);
        long bits = number(TIFF.TAG_BITS_PER_SAMPLE, 1);
        long pixels = number(TIFF.TAG_IMAGE_WIDTH, 0) * number(TIFF.TAG_IMAGE_HEIGHT, 0);
        if (samples > MAX_SAMPLES || pixels * samples * bits / 8 > limit.maxPixels() * MAX_BYTES) {
            throw new IOException(
                    "%d samples of %d bits per pixel, too many for %d pixels"
                            .formatted(samples, bits, pixels));
        }
    }

    private static int clamped(long size) {
        return Math.clamp(size, 0, Integer.MAX_VALUE);
    }

    /** The reader for this file: TwelveMonkeys' swaps the bytes of little-endian RGB of four bits. */
    Library library() {
        boolean packed = Arrays.equals(numbers(TIFF.TAG_BITS_PER_SAMPLE), new long[] {4, 4, 4});
        return packed ? Library.JDK : Library.TWELVE_MONKEYS;
    }

    /**
     * Checks that strips and tiles without compression are as long as their pixels need. The reader would
     * go on with what lies behind them.
     *
     * @throws IOException if one is shorter
     */
    void requireWholeStrips() throws IOException {
        long[] bits = numbers(TIFF.TAG_BITS_PER_SAMPLE);
        boolean subsampled = number(TIFF.TAG_PHOTOMETRIC_INTERPRETATION, 0) == YCBCR;
        if (number(TIFF.TAG_COMPRESSION, PLAIN) != PLAIN || bits.length == 0 || subsampled) {
            return;
        }
        boolean tiled = fields.getEntryById(TIFF.TAG_TILE_WIDTH) != null;
        boolean planar = number(TIFF.TAG_PLANAR_CONFIGURATION, 1) == PLANAR;
        long height = number(TIFF.TAG_IMAGE_HEIGHT, 0);
        long width = number(tiled ? TIFF.TAG_TILE_WIDTH : TIFF.TAG_IMAGE_WIDTH, 0);
        long rows = number(tiled ? TIFF.TAG_TILE_HEIGTH : TIFF.TAG_ROWS_PER_STRIP, height);
        long samples = planar ? 1 : number(TIFF.TAG_SAMPLES_PER_PIXEL, 1);
        long rowBytes = (width * samples * bits[0] + 7) / 8;
        long[] lengths = numbers(tiled ? TIFF.TAG_TILE_BYTE_COUNTS : TIFF.TAG_STRIP_BYTE_COUNTS);
        long strips = Math.max(1, Math.ceilDiv(height, Math.max(1, rows)));
        for (int i = 0; i < lengths.length; i++) {
            long left = tiled ? rows : Math.min(rows, height - i % strips * rows);
            if (lengths[i] > 0 && lengths[i] < left * rowBytes) {
                throw new IOException(
                        "%d bytes in a strip or tile that needs %d"
                                .formatted(lengths[i], left * rowBytes));
            }
        }
    }

    private long number(int tag, long otherwise) {
        long[] values = numbers(tag);
        return values.length == 0 ? otherwise : values[0];
    }

    /** The values of a field, none if it is missing or not of whole numbers. */
    private long[] numbers(int tag) {
        var entry = fields.getEntryById(tag);
        return switch (entry == null ? null : entry.getValue()) {
            case Number number -> new long[] {number.longValue()};
            case byte[] values -> longs(values.length, i -> values[i] & 0xff);
            case short[] values -> longs(values.length, i -> values[i] & 0xffff);
            case int[] values -> longs(values.length, i -> values[i]);
            case long[] values -> values;
            case null, default -> new long[0];
        };
    }

    private static long[] longs(int length, IntToLongFunction value) {
        return IntStream.range(0, length).mapToLong(value).toArray();
    }
}
