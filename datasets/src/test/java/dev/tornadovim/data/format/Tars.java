package dev.tornadovim.data.format;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Makes tar files and tiny images for tests. */
final class Tars {
    private Tars() {}

    /** A tar file with these members, in the order of the map. */
    static byte[] tar(Map<String, byte[]> members) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (var member : members.entrySet()) {
                var entry = new TarArchiveEntry(member.getKey(), true);
                entry.setSize(member.getValue().length);
                tar.putArchiveEntry(entry);
                tar.write(member.getValue());
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    /** A one-pixel image in PNM whose grey value is the argument. */
    static byte[] pixel(int value) {
        byte[] header = "P5 1 1 255\n".getBytes(StandardCharsets.US_ASCII);
        byte[] image = new byte[header.length + 1];
        System.arraycopy(header, 0, image, 0, header.length);
        image[header.length] = (byte) value;
        return image;
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
