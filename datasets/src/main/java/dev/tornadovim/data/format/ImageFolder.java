package dev.tornadovim.data.format;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.Sample;
import dev.tornadovim.data.Split;
import dev.tornadovim.data.decode.ImageDecoder;
import dev.tornadovim.data.file.DataFiles;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Images in one folder a class: {@code train/<class>/…/<image>} and {@code val/<class>/…/<image>} (or
 * {@code test} in place of {@code val}). Classes are numbered in the order of their sorted names, and
 * files are listed by extension and sorted, as by PyTorch's {@code ImageFolder}; the classes of both
 * splits are those of the training folder, where there is one, so that labels agree. Hidden files and
 * folders are passed over ({@link Names#isHidden}). A class without images is refused, as in PyTorch:
 * a folder left over by accident would change the labels of all classes after it.
 *
 * <p>The fingerprint covers the path and size of every file.
 */
public final class ImageFolder {
    private ImageFolder() {}

    /**
     * Lists the images of one split.
     *
     * @param root the folder that holds {@code train} and {@code val} or {@code test}
     * @throws DataException if a folder is missing or empty, a class has no images, or a class of the
     *     test images is not among those of the training images
     */
    public static Dataset<Sample> open(Path root, Split split, ImageDecoder decoder) {
        Path folder = root.toAbsolutePath().normalize();
        return DataFiles.list(root, () -> list(folder, split, decoder));
    }

    private static Dataset<Sample> list(Path root, Split split, ImageDecoder decoder)
            throws IOException {
        Path train = Split.TRAIN.folder(root);
        Path folder = split.folder(root);
        var classes = classes(Files.isDirectory(train) ? train : folder);
        for (String name : folders(folder)) {
            if (!classes.contains(name) && hasImages(folder.resolve(name))) {
                throw new DataException(
                        folder.resolve(name), "a class that %s does not have".formatted(train));
            }
        }
        var images = new LabeledImages(decoder);
        for (int label = 0; label < classes.size(); label++) {
            for (Path file : images(folder.resolve(classes.get(label)))) {
                images.add(label, file, folder.relativize(file).toString());
            }
        }
        if (images.isEmpty()) {
            throw new DataException(folder, "no images in the folders of its classes");
        }
        return images.dataset(root.getFileName() + " " + split.label(), folder, classes);
    }

    /** The classes that a folder defines, each of which has images. */
    private static List<String> classes(Path folder) throws IOException {
        var names = folders(folder);
        var empty = new ArrayList<String>();
        for (String name : names) {
            if (!hasImages(folder.resolve(name))) {
                empty.add(name);
            }
        }
        if (empty.size() == names.size()) {
            throw new DataException(folder, "no images in the folders of its classes");
        }
        if (!empty.isEmpty()) {
            String others =
                    empty.size() == 1 ? "" : ", nor in %d others".formatted(empty.size() - 1);
            throw new DataException(
                    folder.resolve(empty.getFirst()),
                    "no images in it%s, expected those of a class: a folder that is no class has to go"
                            .formatted(others));
        }
        return names;
    }

    private static List<String> folders(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new DataException(folder, "no such folder, expected one folder for each class");
        }
        var names =
                DataFiles.entries(folder).stream()
                        .filter(Files::isDirectory)
                        .map(entry -> entry.getFileName().toString())
                        .filter(name -> !Names.isHidden(name))
                        .sorted(Names.ORDER)
                        .toList();
        if (names.isEmpty()) {
            throw new DataException(folder, "no folders in it, expected one for each class");
        }
        return names;
    }

    /** Images below a folder: by the path of their folder, then by name. */
    private static List<Path> images(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var entries = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            Comparator<Path> order =
                    Comparator.comparing((Path file) -> file.getParent().toString(), Names.ORDER)
                            .thenComparing(file -> file.getFileName().toString(), Names.ORDER);
            return entries.filter(file -> isImage(folder, file)).sorted(order).toList();
        }
    }

    private static boolean hasImages(Path folder) throws IOException {
        try (var entries = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            return entries.anyMatch(file -> isImage(folder, file));
        }
    }

    private static boolean isImage(Path folder, Path file) {
        return Names.isImage(folder.relativize(file).toString()) && Files.isRegularFile(file);
    }
}
