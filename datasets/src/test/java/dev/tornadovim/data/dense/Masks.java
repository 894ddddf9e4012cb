package dev.tornadovim.data.dense;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import javax.imageio.ImageIO;

/** Small image and mask files. */
final class Masks {
    private Masks() {}

    /** Writes a color PNG in which every value of a pixel is {@code (10 · row + column)}. */
    static void image(Path file, int height, int width) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, (10 * y + x) * 0x010101);
            }
        }
        write(image, file);
    }

    /** Writes a grey PNG of these values, row after row. */
    static void mask(Path file, int height, int width, int... values) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setPixels(0, 0, width, height, values);
        write(image, file);
    }

    private static void write(BufferedImage image, Path file) {
        try {
            Files.createDirectories(file.getParent());
            ImageIO.write(image, "png", file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
