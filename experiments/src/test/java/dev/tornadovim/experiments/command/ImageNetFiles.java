package dev.tornadovim.experiments.command;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

import javax.imageio.ImageIO;

/**
 * The files of ILSVRC 2012 in small: classes are hues, images are noisy JPEGs of 44 to 60 pixels. The
 * last training image of the first class is cut in the middle.
 */
final class ImageNetFiles {
    static final String TRAIN = "ILSVRC2012_img_train.tar";
    static final String VALIDATION = "ILSVRC2012_img_val.tar";
    static final String TRUTH = "ILSVRC2012_validation_ground_truth.txt";

    private ImageNetFiles() {}

    /**
     * Writes the archives and the two text files.
     *
     * @param train images a class to train on
     * @param validation images a class to validate on
     */
    static void write(Path folder, int classes, int train, int validation) throws IOException {
        var random = new Random(5);
        Map<String, byte[]> inner = new LinkedHashMap<>();
        var map = new StringBuilder();
        for (int c = 0; c < classes; c++) {
            Map<String, byte[]> images = new LinkedHashMap<>();
            for (int i = 0; i < train; i++) {
                byte[] jpeg = jpeg(c / (float) classes, random);
                boolean cut = c == 0 && i == train - 1;
                images.put(
                        "%s_%d.JPEG".formatted(id(c), i),
                        cut ? Arrays.copyOf(jpeg, jpeg.length / 2) : jpeg);
            }
            inner.put(id(c) + ".tar", tar(images));
            map.append("%s %d hue%d%n".formatted(id(c), classes - c, c));
        }
        Files.write(folder.resolve(TRAIN), tar(inner));
        Files.writeString(folder.resolve("map_clsloc.txt"), map);

        Map<String, byte[]> images = new LinkedHashMap<>();
        var truth = new StringBuilder();
        for (int i = 0; i < classes * validation; i++) {
            int c = i % classes;
            images.put(
                    "ILSVRC2012_val_%08d.JPEG".formatted(i + 1), jpeg(c / (float) classes, random));
            truth.append(classes - c).append('\n');
        }
        Files.write(folder.resolve(VALIDATION), tar(images));
        Files.writeString(folder.resolve(TRUTH), truth);
    }

    private static String id(int index) {
        return "n%08d".formatted(1000 + index);
    }

    /** An image of that hue. */
    static byte[] jpeg(float hue, Random random) throws IOException {
        var image =
                new BufferedImage(
                        44 + random.nextInt(17),
                        44 + random.nextInt(17),
                        BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                float brightness = 0.5f + 0.5f * random.nextFloat();
                image.setRGB(x, y, Color.HSBtoRGB(hue, 0.9f, brightness));
            }
        }
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "jpeg", bytes);
        return bytes.toByteArray();
    }

    /** A tar file with these members, in the order of the map. */
    static byte[] tar(Map<String, byte[]> members) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes)) {
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
}
