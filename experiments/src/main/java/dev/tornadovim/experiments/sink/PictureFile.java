package dev.tornadovim.experiments.sink;

import dev.tornadovim.data.file.FileReplacement;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;

import javax.imageio.ImageIO;

/** Writes pictures as PNG. */
public final class PictureFile {

    private PictureFile() {}

    /**
     * Writes a picture, whole or not at all.
     *
     * @throws dev.tornadovim.experiments.run.RunException if it cannot be written
     */
    public static void write(Path file, BufferedImage picture) {
        var bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, "png", bytes);
            FileReplacement.write(file, bytes.toByteArray());
        } catch (IOException e) {
            throw RowFile.unwritable(file, e);
        }
    }
}
