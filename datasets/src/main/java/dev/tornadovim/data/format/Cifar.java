package dev.tornadovim.data.format;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.DatasetInfo;
import dev.tornadovim.data.Image;
import dev.tornadovim.data.Sample;
import dev.tornadovim.data.Split;
import dev.tornadovim.data.file.DataFiles;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * CIFAR-10 and CIFAR-100 in their binary version (A. Krizhevsky, "Learning multiple layers of features
 * from tiny images", 2009): color images of 32 × 32, held in memory. A record is one label byte
 * (CIFAR-10) or two, coarse and fine (CIFAR-100, the fine one is taken), then the red, green and blue
 * planes. The fingerprint covers the files.
 */
public final class Cifar {
    private static final int SIZE = 32;
    private static final int PIXELS = 3 * SIZE * SIZE;

    /** The two data sets. */
    public enum Variant {
        /** {@code data_batch_1.bin} … {@code data_batch_5.bin}, {@code test_batch.bin}. */
        CIFAR_10(
                10,
                1,
                List.of(
                        "data_batch_1.bin",
                        "data_batch_2.bin",
                        "data_batch_3.bin",
                        "data_batch_4.bin",
                        "data_batch_5.bin"),
                "test_batch.bin",
                "batches.meta.txt"),
        /** {@code train.bin}, {@code test.bin}. */
        CIFAR_100(100, 2, List.of("train.bin"), "test.bin", "fine_label_names.txt");

        private final int classes;
        private final int labelBytes;
        private final List<String> train;
        private final String test;
        private final String names;

        Variant(int classes, int labelBytes, List<String> train, String test, String names) {
            this.classes = classes;
            this.labelBytes = labelBytes;
            this.train = train;
            this.test = test;
            this.names = names;
        }

        private int record() {
            return labelBytes + PIXELS;
        }
    }

    private Cifar() {}

    /**
     * Reads one split into memory.
     *
     * @param folder the unpacked folder
     * @throws DataException if a file is missing, of the wrong length or holds an unknown label
     */
    public static Dataset<Sample> open(Path folder, Variant variant, Split split) {
        var all = new ByteArrayOutputStream();
        for (String name : split == Split.TRAIN ? variant.train : List.of(variant.test)) {
            all.writeBytes(read(folder.resolve(name), variant));
        }
        byte[] records = all.toByteArray();
        Path names = folder.resolve(variant.names);
        var classNames = DataFiles.lines(names, "one class name per line");
        if (classNames.size() != variant.classes) {
            throw new DataException(
                    names, "%d names, expected %d".formatted(classNames.size(), variant.classes));
        }
        var info =
                new DatasetInfo(
                        variant.name().replace('_', '-') + " " + split.label(),
                        "none stated",
                        folder.toString(),
                        records.length / variant.record(),
                        classNames,
                        Fingerprint.of(records));
        return Dataset.of(
                info,
                index -> {
                    int begin = index * variant.record() + variant.labelBytes;
                    byte[] pixels = Arrays.copyOfRange(records, begin, begin + PIXELS);
                    return new Sample(new Image(3, SIZE, SIZE, pixels), records[begin - 1]);
                });
    }

    private static byte[] read(Path file, Variant variant) {
        byte[] bytes = DataFiles.read(file, "a file of " + variant, () -> Files.readAllBytes(file));
        if (bytes.length == 0 || bytes.length % variant.record() != 0) {
            throw new DataException(
                    file,
                    "%d bytes, expected a multiple of %d, the size of a record of %s"
                            .formatted(bytes.length, variant.record(), variant));
        }
        for (int at = variant.labelBytes - 1; at < bytes.length; at += variant.record()) {
            if ((bytes[at] & 0xff) >= variant.classes) {
                throw new DataException(
                        file,
                        "label %d in record %d, expected less than %d"
                                .formatted(
                                        bytes[at] & 0xff, at / variant.record(), variant.classes));
            }
        }
        return bytes;
    }
}
