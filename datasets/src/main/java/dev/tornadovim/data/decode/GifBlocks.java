package dev.tornadovim.data.decode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The blocks of a GIF file (CompuServe, GIF89a specification) before its first picture. */
final class GifBlocks {
    private static final int SCREEN = 6;
    private static final int FIRST_BLOCK = 13;
    private static final int PALETTE_FLAG = 0x80;
    private static final int EXTENSION = 0x21;
    private static final int PICTURE = 0x2c;

    private GifBlocks() {}

    /**
     * The screen and the place of the first picture on it.
     *
     * @throws IOException if there is no picture
     */
    static Screen screen(byte[] file) throws IOException {
        var in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int flags = file.length > SCREEN + 4 ? in.get(SCREEN + 4) : 0;
        int at = FIRST_BLOCK;
        if ((flags & PALETTE_FLAG) != 0) {
            at += 3 << (flags & 7) + 1;
        }
        while (at + 10 <= file.length) {
            int block = in.get(at) & 0xff;
            if (block == PICTURE) {
                return new Screen(
                        in.getShort(SCREEN) & 0xffff,
                        in.getShort(SCREEN + 2) & 0xffff,
                        in.getShort(at + 1) & 0xffff,
                        in.getShort(at + 3) & 0xffff,
                        in.getShort(at + 5) & 0xffff,
                        in.getShort(at + 7) & 0xffff);
            }
            at = block == EXTENSION ? afterSubBlocks(in, at + 2) : at + 1;
        }
        throw new IOException("no picture in it");
    }

    private static int afterSubBlocks(ByteBuffer in, int begin) {
        int at = begin;
        while (at < in.limit() && in.get(at) != 0) {
            at += 1 + (in.get(at) & 0xff);
        }
        return at + 1;
    }
}
