package dev.tornadovim.data.decode;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The sections of a PSD file (Adobe Photoshop file formats specification). The reader fills up with
 * ones when the picture, which comes last, ends early, and takes packed rows for rows of bytes.
 */
final class PsdSections {
    private static final int RAW = 0;
    private static final int RLE = 1;
    private static final int LAB = 9;

    private PsdSections() {}

    /**
     * Checks that the whole picture is there, and of a kind that the reader decodes rightly.
     *
     * @return the file without its resources and layers, whose lengths the reader would believe
     * @throws IOException if it is truncated, or has L*a*b* colors, floating-point samples or packed rows
     *     of 16 bits
     */
    static byte[] picture(byte[] file) throws IOException {
        try {
            var buffer = ByteBuffer.wrap(file).position(12);
            int channels = buffer.getShort() & 0xffff;
            long height = buffer.getInt() & 0xffffffffL;
            long width = buffer.getInt() & 0xffffffffL;
            int depth = buffer.getShort();
            if (buffer.getShort() == LAB) {
                throw new IOException("L*a*b* colors");
            }
            if (depth > 16) {
                throw new IOException("floating-point samples");
            }
            skipSection(buffer);
            var picture = ByteBuffer.allocate(file.length).put(file, 0, buffer.position());
            skipSection(buffer);
            skipSection(buffer);
            picture.putInt(0).putInt(0);
            picture.put(file, buffer.position(), buffer.remaining());
            checkPicture(buffer, channels * height, width, depth);
            return Arrays.copyOf(picture.array(), picture.position());
        } catch (BufferUnderflowException e) {
            throw new IOException("truncated", e);
        }
    }

    private static void skipSection(ByteBuffer buffer) throws IOException {
        int length = buffer.getInt();
        if (length < 0 || length > buffer.remaining()) {
            throw new IOException("truncated in a section");
        }
        buffer.position(buffer.position() + length);
    }

    private static void checkPicture(ByteBuffer buffer, long rows, long width, int depth)
            throws IOException {
        int compression = buffer.getShort();
        if (compression == RLE && depth != 8) {
            throw new IOException("packed rows of %d bits".formatted(depth));
        }
        long expected =
                switch (compression) {
                    case RAW -> rows * ((width * depth + 7) / 8);
                    case RLE -> packedLength(buffer, rows);
                    default -> throw new IOException("compression " + compression);
                };
        if (buffer.remaining() < expected) {
            throw new IOException(
                    "truncated: %d of %d bytes of its picture"
                            .formatted(buffer.remaining(), expected));
        }
    }

    private static long packedLength(ByteBuffer buffer, long rows) {
        long length = 0;
        for (long row = 0; row < rows; row++) {
            length += buffer.getShort() & 0xffff;
        }
        return length;
    }
}
