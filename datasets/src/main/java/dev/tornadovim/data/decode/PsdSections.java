package dev.tornadovim.data.decode;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * The sections of a PSD file (Adobe Photoshop file formats specification). The reader fills up with
 * ones when the picture, which comes last, ends early.
 */
final class PsdSections {
    private static final int RAW = 0;
    private static final int RLE = 1;

    private PsdSections() {}

    /** Checks that the whole picture is there. */
    static void check(byte[] file) throws IOException {
        try {
            var buffer = ByteBuffer.wrap(file).position(12);
            int channels = buffer.getShort() & 0xffff;
            long height = buffer.getInt() & 0xffffffffL;
            long width = buffer.getInt() & 0xffffffffL;
            int depth = buffer.getShort();
            buffer.getShort();
            for (int section = 0; section < 3; section++) {
                int length = buffer.getInt();
                if (length < 0 || length > buffer.remaining()) {
                    throw new IOException("truncated in a section");
                }
                buffer.position(buffer.position() + length);
            }
            int compression = buffer.getShort();
            long expected =
                    switch (compression) {
                        case RAW -> channels * height * ((width * depth + 7) / 8);
                        case RLE -> packedLength(buffer, channels * height);
                        default -> throw new IOException("compression " + compression);
                    };
            if (buffer.remaining() < expected) {
                throw new IOException(
                        "truncated: %d of %d bytes of its picture"
                                .formatted(buffer.remaining(), expected));
            }
        } catch (BufferUnderflowException e) {
            throw new IOException("truncated", e);
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
