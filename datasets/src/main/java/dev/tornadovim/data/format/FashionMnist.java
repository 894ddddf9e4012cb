package dev.tornadovim.data.format;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.DatasetInfo;
import dev.tornadovim.data.Image;
import dev.tornadovim.data.Sample;
import dev.tornadovim.data.Split;
import dev.tornadovim.data.file.DataFiles;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Fashion-MNIST: 28 × 28 gray images of ten kinds of clothing, 60,000 to train and 10,000 to test
 * (Xiao, Rasul and Vollgraf, arXiv:1708.07747; MIT licence), held in memory.
 *
 * <p>{@link #open} looks in three places and takes the first that applies: the folder that the user
 * names, where a missing file is an error; the folder in which Debian's package {@code
 * dataset-fashion-mnist} puts the full data; and the class-balanced sample of 12,000 and 2,000 images
 * in this module's resources. {@link Dataset#info} says which one it was; its fingerprint covers the
 * uncompressed pixels, then the labels.
 */
public final class FashionMnist {
    /** Height and width of every image. */
    public static final int SIZE = 28;

    /** Names in the order of the labels. */
    public static final List<String> CLASS_NAMES =
            List.of(
                    "T-shirt/top",
                    "Trouser",
                    "Pullover",
                    "Dress",
                    "Coat",
                    "Sandal",
                    "Shirt",
                    "Sneaker",
                    "Bag",
                    "Ankle boot");

    /** Where Debian's package {@code dataset-fashion-mnist} installs its files. */
    static final Path DEBIAN = Path.of("/usr/share/datasets/fashion-mnist");

    private static final String SAMPLE = "/fashion-mnist/";

    private FashionMnist() {}

    /**
     * Opens the first of the three places.
     *
     * @param folder the user's {@code data.dir}, if there is one
     * @throws DataException if that folder or one of its files is missing or not Fashion-MNIST
     */
    public static Dataset<Sample> open(Optional<Path> folder, Split split) {
        return open(folder, DEBIAN, split);
    }

    static Dataset<Sample> open(Optional<Path> folder, Path installed, Split split) {
        if (folder.isPresent()) {
            if (!Files.isDirectory(folder.get())) {
                throw new DataException(
                        folder.get(), "no such folder, expected the IDX files of Fashion-MNIST");
            }
            return fromFolder(folder.get(), split);
        }
        return Files.isDirectory(installed) ? fromFolder(installed, split) : sample(split);
    }

    /** Opens the sample in this module's resources. */
    public static Dataset<Sample> sample(Split split) {
        return dataset(
                split,
                "embedded sample",
                resource(imageFile(split) + ".gz", 3),
                resource(labelFile(split) + ".gz", 1));
    }

    private static Dataset<Sample> fromFolder(Path folder, Split split) {
        return dataset(
                split,
                folder.toString(),
                IdxFile.read(find(folder, imageFile(split)), 3),
                IdxFile.read(find(folder, labelFile(split)), 1));
    }

    static String imageFile(Split split) {
        return split == Split.TRAIN ? "train-images-idx3-ubyte" : "t10k-images-idx3-ubyte";
    }

    static String labelFile(Split split) {
        return split == Split.TRAIN ? "train-labels-idx1-ubyte" : "t10k-labels-idx1-ubyte";
    }

    private static Path find(Path folder, String name) {
        for (var candidate : List.of(name + ".gz", name)) {
            if (Files.isRegularFile(folder.resolve(candidate))) {
                return folder.resolve(candidate);
            }
        }
        throw new DataException(folder, "has neither %s.gz nor %s".formatted(name, name));
    }

    private static IdxFile resource(String name, int dimensions) {
        byte[] file = DataFiles.resource(SAMPLE + name);
        return IdxFile.read("embedded " + name, new ByteArrayInputStream(file), dimensions);
    }

    private static Dataset<Sample> dataset(
            Split split, String source, IdxFile images, IdxFile labels) {
        check(images, labels);
        byte[] pixels = images.values();
        var info =
                new DatasetInfo(
                        "Fashion-MNIST " + split.label(),
                        "MIT",
                        source,
                        labels.values().length,
                        CLASS_NAMES,
                        Fingerprint.of(pixels, labels.values()));
        int plane = SIZE * SIZE;
        return Dataset.of(
                info,
                i -> {
                    byte[] image = Arrays.copyOfRange(pixels, i * plane, (i + 1) * plane);
                    return new Sample(new Image(1, SIZE, SIZE, image), labels.values()[i]);
                });
    }

    private static void check(IdxFile images, IdxFile labels) {
        int[] shape = images.shape();
        if (shape[1] != SIZE || shape[2] != SIZE) {
            throw new DataException(
                    images.source(),
                    "images of %d × %d pixels, expected %d × %d"
                            .formatted(shape[1], shape[2], SIZE, SIZE));
        }
        if (labels.shape()[0] != shape[0]) {
            throw new DataException(
                    labels.source(),
                    "%d labels, expected %d, one for each image of %s"
                            .formatted(labels.shape()[0], shape[0], images.source()));
        }
        for (int i = 0; i < labels.values().length; i++) {
            if ((labels.values()[i] & 0xff) >= CLASS_NAMES.size()) {
                throw new DataException(
                        labels.source(),
                        "label %d at %d, expected 0 to 9".formatted(labels.values()[i] & 0xff, i));
            }
        }
    }
}
