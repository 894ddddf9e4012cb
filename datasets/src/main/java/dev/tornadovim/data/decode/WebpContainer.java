package dev.tornadovim.data.decode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The RIFF container of a WebP file. The reader does not notice when lossless data ends early, and
 * would apply a colour profile.
 *
 * @param exif whether there is EXIF data
 * @param plain the file without its colour profile
 */
record WebpContainer(boolean exif, byte[] plain) {
    private static final int HEADER = 8;
    private static final int FIRST_CHUNK = 12;
    private static final int FLAGS = 20;
    private static final int EXTENDED = 0x58385056;
    private static final int PROFILE = 0x50434349;
    private static final int EXIF_FLAG = 0x08;
    private static final int PROFILE_FLAG = 0x20;

    /** Checks that the file is as long as it says, and looks at its chunks. */
    static WebpContainer read(byte[] file) throws IOException {
        var in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        long length = HEADER + (in.getInt(4) & 0xffffffffL);
        if (length > file.length || file.length <= FLAGS) {
            throw new IOException("truncated: %d of %d bytes".formatted(file.length, length));
        }
        int flags = in.getInt(FIRST_CHUNK) == EXTENDED ? in.get(FLAGS) : 0;
        boolean exif = (flags & EXIF_FLAG) != 0;
        if ((flags & PROFILE_FLAG) == 0) {
            return new WebpContainer(exif, file);
        }
        var out = ByteBuffer.allocate(file.length).order(ByteOrder.LITTLE_ENDIAN);
        out.put(file, 0, FIRST_CHUNK);
        int at = FIRST_CHUNK;
        while (at + HEADER <= length) {
            long size = in.getInt(at + 4) & 0xffffffffL;
            long next = at + HEADER + size + size % 2;
            if (next > length) {
                throw new IOException("truncated in a chunk");
            }
            if (in.getInt(at) != PROFILE) {
                out.put(file, at, (int) next - at);
            }
            at = (int) next;
        }
        out.put(FLAGS, (byte) (flags & ~PROFILE_FLAG));
        out.putInt(4, out.position() - HEADER);
        byte[] plain = new byte[out.position()];
        out.get(0, plain);
        return new WebpContainer(exif, plain);
    }
}
