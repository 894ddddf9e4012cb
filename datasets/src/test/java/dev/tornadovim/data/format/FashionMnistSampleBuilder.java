package dev.tornadovim.data.format;

import dev.tornadovim.data.Split;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Makes the embedded sample from the full data: the first 1,200 (training) and 200 (test) images of
 * each class, in the order of the original files. Start it with the folder of the full data and the
 * folder to write to.
 */
final class FashionMnistSampleBuilder {
    private FashionMnistSampleBuilder() {}

    public static void main(String[] args) throws IOException {
        var from = Path.of(args[0]);
        var to = Files.createDirectories(Path.of(args[1]));
        for (var split : Split.values()) {
            var sample = select(from, split);
            int count = sample.labels().length;
            int[] shape = {count, FashionMnist.SIZE, FashionMnist.SIZE};
            write(to.resolve(FashionMnist.imageFile(split) + ".gz"), shape, sample.pixels());
            int[] length = {count};
            write(to.resolve(FashionMnist.labelFile(split) + ".gz"), length, sample.labels());
        }
    }

    /** The pixels and labels of a sample, image after image. */
    record Sample(byte[] pixels, byte[] labels) {}

    /** Applies the rule to one split of the full data. */
    static Sample select(Path from, Split split) {
        var images = IdxFile.read(from.resolve(FashionMnist.imageFile(split) + ".gz"), 3);
        var labels = IdxFile.read(from.resolve(FashionMnist.labelFile(split) + ".gz"), 1);
        int perClass = split == Split.TRAIN ? 1200 : 200;
        int classes = FashionMnist.CLASS_NAMES.size();
        int area = FashionMnist.SIZE * FashionMnist.SIZE;
        var pixels = ByteBuffer.allocate(perClass * classes * area);
        var kept = ByteBuffer.allocate(perClass * classes);
        int[] counts = new int[classes];
        for (int i = 0; i < labels.values().length; i++) {
            byte label = labels.values()[i];
            if (counts[label]++ < perClass) {
                pixels.put(images.values(), i * area, area);
                kept.put(label);
            }
        }
        return new Sample(pixels.array(), kept.array());
    }

    /** Writes a gzip-compressed IDX file of unsigned bytes. */
    static void write(Path file, int[] shape, byte[] values) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new BestGzip(bytes)) {
            gzip.write(idx(shape, values));
        }
        Files.write(file, bytes.toByteArray());
    }

    /** The bytes of an uncompressed IDX file. */
    static byte[] idx(int[] shape, byte[] values) {
        var buffer = ByteBuffer.allocate(4 + 4 * shape.length + values.length);
        buffer.putInt(0x0800 | shape.length);
        for (int d : shape) {
            buffer.putInt(d);
        }
        return buffer.put(values).array();
    }

    private static final class BestGzip extends GZIPOutputStream {
        BestGzip(ByteArrayOutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
