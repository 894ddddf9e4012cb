package dev.tornadovim.data.scenes;

import dev.tornadovim.data.Image;

import java.util.Arrays;

/** Small pictures drawn with characters: a dot is black, a digit d has brightness {@code 25 · d}. */
final class Pictures {
    private Pictures() {}

    static Image of(String... rows) {
        byte[] pixels = new byte[rows.length * rows.length];
        for (int y = 0; y < rows.length; y++) {
            for (int x = 0; x < rows.length; x++) {
                char c = rows[y].charAt(x);
                pixels[y * rows.length + x] = (byte) (c == '.' ? 0 : 25 * (c - '0'));
            }
        }
        return new Image(1, rows.length, rows.length, pixels);
    }

    /** A bright square without a border. */
    static Image full(int size) {
        byte[] pixels = new byte[size * size];
        Arrays.fill(pixels, (byte) 255);
        return new Image(1, size, size, pixels);
    }
}
