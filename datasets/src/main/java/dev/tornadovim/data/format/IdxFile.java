package dev.tornadovim.data.format;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.file.DataFiles;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * An array of unsigned bytes in the IDX format of the MNIST family, plain or gzip-compressed.
 *
 * <p>The header is big-endian: two zero bytes, the element type (0x08, unsigned byte, is the only
 * one read here), the number of dimensions, then one 32-bit size a dimension; the elements follow in
 * row-major order up to the end of the file (Y. LeCun, "The MNIST database", file formats).
 *
 * @param source the file, for messages
 * @param shape sizes of the dimensions, outermost first
 * @param values the elements, not copied
 */
public record IdxFile(String source, int[] shape, byte[] values) {
    private static final int UNSIGNED_BYTE = 0x08;
    private static final int GZIP_MAGIC = 0x1f8b;

    /** 342,392 images of 28 × 28. Two megabytes of gzip may state and hold eight times as much. */
    private static final long MAX_BYTES = 1 << 28;

    /**
     * Reads a file.
     *
     * @param dimensions the number of dimensions expected
     * @throws DataException if the file is missing, not IDX, of other type or rank, not exactly as long
     *     as its header says, or larger than 2<sup>28</sup> bytes
     */
    public static IdxFile read(Path file, int dimensions) {
        return DataFiles.read(
                file,
                "an IDX file",
                () -> {
                    try (var in = Files.newInputStream(file)) {
                        return read(file.toString(), in, dimensions);
                    }
                });
    }

    /** Reads a stream to its end; the same as {@link #read(Path, int)} otherwise. */
    public static IdxFile read(String source, InputStream stream, int dimensions) {
        try {
            return parse(source, uncompressed(stream), dimensions);
        } catch (EOFException e) {
            throw new DataException(source, "truncated in the middle of its gzip data", e);
        } catch (ZipException e) {
            throw new DataException(source, "damaged gzip data: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new DataException(source, "cannot be read: " + e.getMessage(), e);
        }
    }

    private static InputStream uncompressed(InputStream stream) throws IOException {
        var in = new BufferedInputStream(stream, 1 << 16);
        in.mark(2);
        int magic = in.read() << 8 | in.read();
        in.reset();
        return magic == GZIP_MAGIC ? new GZIPInputStream(in, 1 << 16) : in;
    }

    private static IdxFile parse(String source, InputStream in, int dimensions) throws IOException {
        byte[] magic = in.readNBytes(4);
        if (magic.length < 4
                || magic[0] != 0
                || magic[1] != 0
                || magic[2] != UNSIGNED_BYTE
                || magic[3] != dimensions) {
            throw new DataException(
                    source,
                    "starts with %s, expected 00 00 08 %02x, an IDX file of bytes with %d dimension(s)"
                            .formatted(hex(magic), dimensions, dimensions));
        }
        int[] shape = readShape(source, in, dimensions);
        long size = 1;
        for (int d : shape) {
            size *= d;
            if (size > MAX_BYTES) {
                throw new DataException(
                        source,
                        "shape %s is larger than the limit of %d bytes"
                                .formatted(Arrays.toString(shape), MAX_BYTES));
            }
        }
        // Reads in pieces: a lying header cannot make this allocate more than the file holds.
        byte[] values = in.readNBytes((int) size);
        if (values.length < size) {
            throw new DataException(
                    source,
                    "truncated: %d of the %d bytes that its shape %s asks for"
                            .formatted(values.length, size, Arrays.toString(shape)));
        }
        if (in.read() >= 0) {
            throw new DataException(
                    source,
                    "bytes left after the %d of its shape %s"
                            .formatted(size, Arrays.toString(shape)));
        }
        return new IdxFile(source, shape, values);
    }

    private static int[] readShape(String source, InputStream in, int dimensions)
            throws IOException {
        byte[] header = in.readNBytes(4 * dimensions);
        if (header.length < 4 * dimensions) {
            throw new DataException(
                    source,
                    "truncated in its header: %d of %d bytes"
                            .formatted(4 + header.length, 4 + 4 * dimensions));
        }
        int[] shape = new int[dimensions];
        ByteBuffer.wrap(header).asIntBuffer().get(shape);
        for (int d : shape) {
            if (d < 1) {
                throw new DataException(
                        source,
                        "shape %s, expected sizes from 1".formatted(Arrays.toString(shape)));
            }
        }
        return shape;
    }

    private static String hex(byte[] bytes) {
        if (bytes.length == 0) {
            return "nothing (0 bytes)";
        }
        return HexFormat.ofDelimiter(" ").formatHex(bytes);
    }
}
