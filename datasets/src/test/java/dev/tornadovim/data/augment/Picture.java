package dev.tornadovim.data.augment;

import dev.tornadovim.data.Image;

import java.util.zip.CRC32;

/** A test picture of waves, edges and noise that Python makes of the same integers. */
final class Picture {
    private Picture() {}

    static Image of(int width, int height) {
        byte[] pixels = new byte[3 * height * width];
        int i = 0;
        for (int k = 0; k < 3; k++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int wave = (x * (5 + k) + y * (3 + 2 * k)) % 256;
                    int edged = (x * x + y * y) % 97 < 30 ? 255 - wave : wave;
                    long noise =
                            ((x * 7919L + y * 104729L + k * 1299709L) * 2654435761L) & 0xffffffffL;
                    long value = edged / 2 + 40 + (noise >> 28) * 3 - 20 * k;
                    pixels[i++] = (byte) Math.clamp(value, 0, 255);
                }
            }
        }
        return new Image(3, height, width, pixels);
    }

    /** CRC-32 of the pixels in the order {@code [channel, row, column]}. */
    static long crc(Image image) {
        var crc = new CRC32();
        crc.update(image.pixels());
        return crc.getValue();
    }
}
