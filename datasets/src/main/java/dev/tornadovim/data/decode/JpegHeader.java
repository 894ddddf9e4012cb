package dev.tornadovim.data.decode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * What the segments before the first scan of a JPEG file say (ITU-T T.81, annex B).
 *
 * @param components colour components of the frame
 * @param exif whether there is an EXIF segment
 * @param plain the file without its colour profiles
 */
record JpegHeader(int components, boolean exif, byte[] plain) {
    private static final int START_OF_SCAN = 0xda;
    private static final int END_OF_IMAGE = 0xd9;
    private static final int APP1 = 0xe1;
    private static final int APP2 = 0xe2;

    /** Walks over the segments; fails where they are not well formed. */
    static JpegHeader read(byte[] file) throws IOException {
        int components = 0;
        boolean exif = false;
        var plain = new ByteArrayOutputStream(file.length);
        plain.write(file, 0, 2);
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
                plain.write(file, at, file.length - at);
                return new JpegHeader(components, exif, plain.toByteArray());
            }
            if (marker == START_OF_SCAN || marker == END_OF_IMAGE || length < 2) {
                throw new IOException("no frame header");
            }
            if (isFrame(marker) && length >= 8 && at + 9 < file.length) {
                components = unsigned(file, at + 9);
            }
            exif |= marker == APP1 && startsWith("Exif", file, at + 4);
            if (!(marker == APP2 && startsWith("ICC_PROFILE", file, at + 4))) {
                plain.write(file, at, Math.min(2 + length, file.length - at));
            }
            at += 2 + length;
        }
        throw new IOException("truncated in its header");
    }

    private static boolean isFrame(int marker) {
        boolean tablesOnly = marker == 0xc4 || marker == 0xc8 || marker == 0xcc;
        return marker >= 0xc0 && marker <= 0xcf && !tablesOnly;
    }

    private static boolean startsWith(String name, byte[] file, int at) {
        for (int i = 0; i < name.length(); i++) {
            if (at + i >= file.length || file[at + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int unsigned(byte[] file, int at) {
        return file[at] & 0xff;
    }
}
