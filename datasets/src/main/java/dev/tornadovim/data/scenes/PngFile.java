package dev.tornadovim.data.scenes;

import dev.tornadovim.data.Image;
import dev.tornadovim.data.LabelMap;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes PNG files whose stored samples are the values given. */
final class PngFile {
    private PngFile() {}

    /** Writes an image in color. */
    static void write(Path file, Image image) throws IOException {
        int plane = image.planeSize();
        var buffered =
                new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_3BYTE_BGR);
        byte[] stored = ((DataBufferByte) buffered.getRaster().getDataBuffer()).getData();
        for (int i = 0; i < plane; i++) {
            stored[3 * i] = image.pixels()[2 * plane + i];
            stored[3 * i + 1] = image.pixels()[plane + i];
            stored[3 * i + 2] = image.pixels()[i];
        }
        write(file, buffered);
    }

    /** Writes classes as gray values. */
    static void write(Path file, LabelMap labels) throws IOException {
        var buffered =
                new BufferedImage(labels.width(), labels.height(), BufferedImage.TYPE_BYTE_GRAY);
        byte[] stored = ((DataBufferByte) buffered.getRaster().getDataBuffer()).getData();
        System.arraycopy(labels.classes(), 0, stored, 0, stored.length);
        write(file, buffered);
    }

    private static void write(Path file, BufferedImage image) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(image, "png", out);
        }
        Files.write(file, bytes.toByteArray());
    }
}
