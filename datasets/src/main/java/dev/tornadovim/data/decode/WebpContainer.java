package dev.tornadovim.data.decode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The RIFF container of a WebP file. The reader does not notice when lossless data ends early. */
final class WebpContainer {
    private static final int HEADER = 8;
    private static final int EXTENDED = 0x58385056;
    private static final int FLAGS = 20;
    private static final int EXIF_FLAG = 0x08;

    private WebpContainer() {}

    /**
     * Checks that the file is as long as it says.
     *
     * @return whether it holds EXIF data
     */
    static boolean check(byte[] file) throws IOException {
        var buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        long length = HEADER + (buffer.getInt(4) & 0xffffffffL);
        if (length > file.length) {
            throw new IOException("truncated: %d of %d bytes".formatted(file.length, length));
        }
        return file.length > FLAGS
                && buffer.getInt(12) == EXTENDED
                && (buffer.get(FLAGS) & EXIF_FLAG) != 0;
    }
}
