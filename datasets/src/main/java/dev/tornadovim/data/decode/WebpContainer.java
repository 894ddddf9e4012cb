package dev.tornadovim.data.decode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The RIFF container of a WebP file (Google, "WebP Container Specification"). libwebp decodes neither
 * animations nor files with chunks it does not expect, and does not notice every truncation. So the
 * chunks of the first picture are put into a file of their own.
 *
 * @param exif the EXIF data, empty if there is none
 * @param picture a file with the first picture only
 * @param screen where that picture stands, and in which size it has to come out
 */
record WebpContainer(byte[] exif, byte[] picture, Screen screen) {
    private static final int HEADER = 8;
    private static final int FIRST_CHUNK = 12;
    private static final int EXTENDED_LENGTH = 10;
    private static final int FRAME_HEADER = 16;
    private static final int EXTENDED = chunk("VP8X");
    private static final int FRAME = chunk("ANMF");
    private static final int ALPHA = chunk("ALPH");
    private static final int LOSSY = chunk("VP8 ");
    private static final int LOSSLESS = chunk("VP8L");
    private static final int EXIF = chunk("EXIF");
    private static final byte ALPHA_FLAG = 0x10;
    private static final byte EXIF_FLAG = 0x08;

    /**
     * Takes a file apart.
     *
     * @throws IOException if it is shorter than it says, or has no picture
     */
    static WebpContainer read(byte[] file) throws IOException {
        var in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        if (file.length < FIRST_CHUNK + HEADER) {
            throw new IOException("truncated in its header");
        }
        long length = HEADER + (in.getInt(4) & 0xffffffffL);
        if (length > file.length) {
            throw new IOException("truncated: %d of %d bytes".formatted(file.length, length));
        }
        var parts = new Parts(in);
        parts.walk(FIRST_CHUNK, (int) length);
        return parts.container();
    }

    private static int chunk(String name) {
        return name.charAt(0) | name.charAt(1) << 8 | name.charAt(2) << 16 | name.charAt(3) << 24;
    }

    /** The chunks that matter, each as a slice from its name on. */
    private static final class Parts {
        private final ByteBuffer in;
        private ByteBuffer extended;
        private ByteBuffer frame;
        private ByteBuffer alpha;
        private ByteBuffer bitstream;
        private ByteBuffer exif;

        Parts(ByteBuffer in) {
            this.in = in;
        }

        void walk(int begin, int end) throws IOException {
            int at = begin;
            while (at + HEADER <= end) {
                long size = in.getInt(at + 4) & 0xffffffffL;
                if (at + HEADER + size > end) {
                    throw new IOException("truncated in a chunk");
                }
                keep(in.getInt(at), at, (int) size);
                at += (int) (HEADER + size + size % 2);
            }
        }

        private void keep(int name, int at, int size) throws IOException {
            var part = in.slice(at, HEADER + size).order(ByteOrder.LITTLE_ENDIAN);
            if (name == EXTENDED && at == FIRST_CHUNK && size >= EXTENDED_LENGTH) {
                extended = part;
            } else if (name == EXIF && exif == null) {
                exif = part;
            } else if (bitstream != null) {
                return;
            } else if (name == FRAME && extended != null && size >= FRAME_HEADER) {
                frame = part;
                walk(at + HEADER + FRAME_HEADER, at + HEADER + size);
            } else if (name == ALPHA) {
                alpha = part;
            } else if (name == LOSSY || name == LOSSLESS) {
                bitstream = part;
            }
        }

        WebpContainer container() throws IOException {
            if (bitstream == null) {
                throw new IOException("no picture in it");
            }
            var screen = screen();
            boolean hasExif =
                    exif != null && extended != null && (extended.get(HEADER) & EXIF_FLAG) != 0;
            byte[] data = hasExif ? bytes(exif.position(HEADER)) : new byte[0];
            return new WebpContainer(data, picture(screen), screen);
        }

        /** The canvas and the rectangle in it that the picture covers; {@code null} if neither is said. */
        private Screen screen() {
            if (extended == null) {
                return null;
            }
            int width = 1 + number(extended, HEADER + 4);
            int height = 1 + number(extended, HEADER + 7);
            if (frame == null) {
                return new Screen(width, height, 0, 0, width, height);
            }
            return new Screen(
                    width,
                    height,
                    2 * number(frame, HEADER),
                    2 * number(frame, HEADER + 3),
                    1 + number(frame, HEADER + 6),
                    1 + number(frame, HEADER + 9));
        }

        private byte[] picture(Screen screen) {
            var chunks = new ByteArrayOutputStream();
            if (alpha != null && screen != null) {
                var header = ByteBuffer.allocate(HEADER + EXTENDED_LENGTH);
                header.order(ByteOrder.LITTLE_ENDIAN).putInt(EXTENDED).putInt(EXTENDED_LENGTH);
                header.putInt(ALPHA_FLAG);
                header.putInt(HEADER + 4, screen.pictureWidth() - 1);
                int height = screen.pictureHeight() - 1;
                header.put(HEADER + 7, (byte) height).put(HEADER + 8, (byte) (height >> 8));
                chunks.writeBytes(header.array());
                write(alpha, chunks);
            }
            write(bitstream, chunks);
            var file = ByteBuffer.allocate(FIRST_CHUNK + chunks.size());
            file.order(ByteOrder.LITTLE_ENDIAN).put(in.array(), 0, FIRST_CHUNK);
            file.put(chunks.toByteArray()).putInt(4, file.capacity() - HEADER);
            return file.array();
        }

        private static void write(ByteBuffer part, ByteArrayOutputStream out) {
            out.writeBytes(bytes(part));
            if (part.capacity() % 2 == 1) {
                out.write(0);
            }
        }

        private static byte[] bytes(ByteBuffer part) {
            return Arrays.copyOfRange(
                    part.array(),
                    part.arrayOffset() + part.position(),
                    part.arrayOffset() + part.limit());
        }

        private static int number(ByteBuffer part, int at) {
            return (part.getShort(at) & 0xffff) | (part.get(at + 2) & 0xff) << 16;
        }
    }
}
