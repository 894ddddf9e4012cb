package dev.tornadovim.data.decode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;

/** The chunks of a PNG file (W3C PNG specification, section 5). Java's reader skips their checksums. */
final class PngChunks {
    private static final int SIGNATURE = 8;
    private static final int OVERHEAD = 12;
    private static final int END = 0x49454e44;
    private static final int EXIF = 0x65584966;

    private PngChunks() {}

    /**
     * Checks every chunk up to the end chunk.
     *
     * @return the EXIF data, empty if there is none
     * @throws IOException if the file is truncated or a checksum wrong
     */
    static byte[] check(byte[] file) throws IOException {
        var buffer = ByteBuffer.wrap(file);
        byte[] exif = new byte[0];
        int at = SIGNATURE;
        while (file.length - at >= OVERHEAD) {
            int length = buffer.getInt(at);
            int type = buffer.getInt(at + 4);
            if (length < 0 || length > file.length - at - OVERHEAD) {
                throw new IOException("truncated in a chunk");
            }
            var crc = new CRC32();
            crc.update(file, at + 4, length + 4);
            if ((int) crc.getValue() != buffer.getInt(at + 8 + length)) {
                throw new IOException("checksum of a chunk is wrong");
            }
            if (type == END) {
                return exif;
            }
            if (type == EXIF) {
                exif = Arrays.copyOfRange(file, at + 8, at + 8 + length);
            }
            at += OVERHEAD + length;
        }
        throw new IOException("truncated before its end chunk");
    }
}
