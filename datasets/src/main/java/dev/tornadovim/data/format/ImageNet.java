package dev.tornadovim.data.format;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.Split;
import dev.tornadovim.data.decode.ImageDecoder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * ImageNet-1K (ILSVRC 2012) as it is given out. Each split is looked for by itself:
 *
 * <ul>
 *   <li>in the archives, which are not unpacked: {@code ILSVRC2012_img_train.tar}, one tar file a
 *       class inside, named by its WordNet id, and {@code ILSVRC2012_img_val.tar};
 *   <li>in {@code train} and {@code val}, one folder a class each, as {@link ImageFolder} has them;
 *   <li>in {@code val} as it comes out of its archive: images, but no folders of classes.
 * </ul>
 *
 * <p>The two folders may also lie in {@code ILSVRC/Data/CLS-LOC}, as in the archive that Kaggle gives
 * out. Where no folders tell the classes of the validation images, {@link ImageNetTruth} does. Labels
 * number the WordNet ids in sorted order, as public checkpoints do; ILSVRC numbers are in another
 * order.
 */
public final class ImageNet {
    private static final String TRAIN = "ILSVRC2012_img_train.tar";
    private static final String VALIDATION = "ILSVRC2012_img_val.tar";
    private static final Path KAGGLE = Path.of("Data", "CLS-LOC");

    private ImageNet() {}

    /**
     * Opens one split.
     *
     * @param root the folder of the archives, of the two folders, or of what Kaggle's archive holds
     * @throws DataException if files are missing or damaged, or the list of classes does not fit
     */
    public static Dataset open(Path root, Split split, ImageDecoder decoder) {
        Path folder = root.toAbsolutePath().normalize();
        Path archive = folder.resolve(split == Split.TRAIN ? TRAIN : VALIDATION);
        if (Files.isRegularFile(archive)) {
            return split == Split.TRAIN
                    ? train(new TarArchive(archive), decoder)
                    : validation(folder, new TarArchive(archive), decoder);
        }
        Path images =
                Stream.of(folder, folder.resolve(KAGGLE), folder.resolve("ILSVRC").resolve(KAGGLE))
                        .filter(place -> hasFolder(place, split))
                        .findFirst()
                        .orElseThrow(() -> missing(archive, split));
        if (split == Split.TEST) {
            var flat = flatImages(images.resolve("val"));
            if (!flat.isEmpty()) {
                return validation(folder, images.resolve("val"), flat, decoder);
            }
        }
        return ImageFolder.open(images, split, decoder);
    }

    private static boolean hasFolder(Path place, Split split) {
        return split == Split.TRAIN
                ? Files.isDirectory(place.resolve("train"))
                : Files.isDirectory(place.resolve("val"))
                        || Files.isDirectory(place.resolve("test"));
    }

    private static DataException missing(Path archive, Split split) {
        return new DataException(
                archive,
                "no such file, and no folder %s, expected one of ImageNet's"
                        .formatted(split == Split.TRAIN ? "train" : "val"));
    }

    private static Dataset train(TarArchive archive, ImageDecoder decoder) {
        var classes = new ArrayList<>(archive.members());
        classes.sort(Comparator.comparing(TarArchive.Member::name));
        var names = new ArrayList<String>();
        var entries = new ArrayList<PackedImages.Entry>();
        for (var inner : classes) {
            if (!inner.name().endsWith(".tar")) {
                throw new DataException(
                        archive.file(),
                        "holds %s, expected a tar file a class".formatted(inner.name()));
            }
            for (var image : archive.members(inner)) {
                entries.add(new PackedImages.Entry(archive, image, names.size()));
            }
            names.add(inner.name().substring(0, inner.name().length() - ".tar".length()));
        }
        return new PackedImages(
                "ImageNet train", archive.file().toString(), names, entries, decoder);
    }

    private static Dataset validation(Path root, TarArchive archive, ImageDecoder decoder) {
        var images = new ArrayList<>(archive.members());
        images.sort(Comparator.comparing(TarArchive.Member::name));
        var names = images.stream().map(image -> baseName(image.name())).toList();
        var truth = ImageNetTruth.of(places(root), archive.file(), names);
        var entries = new ArrayList<PackedImages.Entry>();
        for (int i = 0; i < images.size(); i++) {
            entries.add(new PackedImages.Entry(archive, images.get(i), truth.label(i)));
        }
        String source = archive.file().toString();
        return new PackedImages("ImageNet validation", source, truth.classes(), entries, decoder);
    }

    private static Dataset validation(
            Path root, Path folder, List<Path> files, ImageDecoder decoder) {
        var names = files.stream().map(file -> file.getFileName().toString()).toList();
        var truth = ImageNetTruth.of(places(root), folder, names);
        var entries = new ArrayList<ImageFiles.Entry>();
        for (int i = 0; i < files.size(); i++) {
            String path = truth.ofImages().get(i) + "/" + names.get(i);
            entries.add(new ImageFiles.Entry(files.get(i), truth.label(i), path));
        }
        try {
            return new ImageFiles("ImageNet validation", folder, truth.classes(), entries, decoder);
        } catch (IOException e) {
            throw new DataException(folder, "cannot be listed: " + e.getMessage(), e);
        }
    }

    /** Images that lie in a folder itself, sorted by name. */
    private static List<Path> flatImages(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var entries = Files.list(folder)) {
            return entries.filter(file -> Names.isImage(file.getFileName().toString()))
                    .filter(Files::isRegularFile)
                    .sorted(Comparator.comparing(file -> file.getFileName().toString()))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new DataException(folder, "cannot be listed: " + e.getMessage(), e);
        }
    }

    /** Where the kit or Kaggle's files may lie: above a root inside of Kaggle's archive, too. */
    private static List<Path> places(Path root) {
        var places = new ArrayList<>(List.of(root, root.resolve("ILSVRC")));
        Path top = root.endsWith(KAGGLE) ? root.getParent().getParent() : root;
        if (!top.equals(root)) {
            places.add(top);
        }
        if (top.endsWith("ILSVRC")) {
            places.add(top.getParent());
        }
        return places;
    }

    private static String baseName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
