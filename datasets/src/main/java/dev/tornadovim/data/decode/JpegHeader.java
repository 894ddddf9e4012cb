package dev.tornadovim.data.decode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * The segments of a JPEG file (ITU-T T.81, annex B). Bytes between segments that belong to none are
 * passed over, as libjpeg does with a warning.
 *
 * @param components color components of the frame
 * @param exif the EXIF data, empty if there is none
 * @param plain the file without its color profiles and without bytes between the segments of its header
 */
record JpegHeader(int components, byte[] exif, byte[] plain) {
    private static final int START_OF_SCAN = 0xda;
    private static final int END_OF_IMAGE = 0xd9;
    private static final int APP1 = 0xe1;
    private static final int APP2 = 0xe2;

    /**
     * Walks over the segments.
     *
     * @throws IOException if the file ends before its first scan
     */
    static JpegHeader read(byte[] file) throws IOException {
        int components = 0;
        byte[] exif = new byte[0];
        var plain = new ByteArrayOutputStream(file.length);
        plain.write(file, 0, 2);
        int at = marker(file, 2);
        while (at + 4 <= file.length) {
            int marker = unsigned(file, at + 1);
            if (hasNoLength(marker)) {
                at = marker(file, at + 2);
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
            int next = Math.min(at + 2 + length, file.length);
            if (isFrame(marker) && length >= 8 && at + 9 < file.length) {
                components = unsigned(file, at + 9);
            }
            if (marker == APP1 && exif.length == 0 && startsWith("Exif\0", file, at + 4)) {
                exif = Arrays.copyOfRange(file, at + 4, next);
            }
            if (!(marker == APP2 && startsWith("ICC_PROFILE", file, at + 4))) {
                plain.write(file, at, next - at);
            }
            at = marker(file, next);
        }
        throw new IOException("truncated in its header");
    }

    /** The place of the next marker: a byte of ones and one that is neither that nor zero. */
    static int marker(byte[] file, int from) {
        int at = from;
        while (at + 1 < file.length
                && (unsigned(file, at) != 0xff
                        || unsigned(file, at + 1) == 0xff
                        || unsigned(file, at + 1) == 0)) {
            at++;
        }
        return at;
    }

    private static boolean hasNoLength(int marker) {
        return marker >= 0xd0 && marker <= 0xd7 || marker == 0x01;
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
