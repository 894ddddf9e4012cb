package dev.tornadovim.data.decode;

import java.io.IOException;

/**
 * What the segments before the first scan of a JPEG file say (ITU-T T.81, annex B).
 *
 * @param components colour components of the frame
 * @param exif whether there is an EXIF segment
 */
record JpegHeader(int components, boolean exif) {
    private static final int START_OF_SCAN = 0xda;
    private static final int END_OF_IMAGE = 0xd9;
    private static final int APP1 = 0xe1;

    /** Walks over the segments; fails where they are not well formed. */
    static JpegHeader read(byte[] file) throws IOException {
        int components = 0;
        boolean exif = false;
        int at = 2;
        while (at + 4 <= file.length) {
            if (unsigned(file, at) != 0xff) {
                throw new IOException("no marker where a segment should begin");
            }
            int marker = unsigned(file, at + 1);
            if (marker == 0xff) {
                at++;
                continue;
            }
            int length = unsigned(file, at + 2) << 8 | unsigned(file, at + 3);
            if (marker == START_OF_SCAN && components > 0) {
                return new JpegHeader(components, exif);
            }
            if (marker == START_OF_SCAN || marker == END_OF_IMAGE || length < 2) {
                throw new IOException("no frame header");
            }
            if (isFrame(marker) && length >= 8 && at + 9 < file.length) {
                components = unsigned(file, at + 9);
            }
            exif |= marker == APP1 && startsWithExif(file, at + 4);
            at += 2 + length;
        }
        throw new IOException("truncated in its header");
    }

    private static boolean isFrame(int marker) {
        boolean tablesOnly = marker == 0xc4 || marker == 0xc8 || marker == 0xcc;
        return marker >= 0xc0 && marker <= 0xcf && !tablesOnly;
    }

    private static boolean startsWithExif(byte[] file, int at) {
        return at + 4 <= file.length
                && file[at] == 'E'
                && file[at + 1] == 'x'
                && file[at + 2] == 'i'
                && file[at + 3] == 'f';
    }

    private static int unsigned(byte[] file, int at) {
        return file[at] & 0xff;
    }
}
