package dev.tornadovim.data.format;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.Sample;
import dev.tornadovim.data.Split;
import dev.tornadovim.data.decode.ImageDecoder;
import dev.tornadovim.data.file.DataFiles;

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
    public static Dataset<Sample> open(Path root, Split split, ImageDecoder decoder) {
        Path folder = root.toAbsolutePath().normalize();
        Path archive = folder.resolve(split == Split.TRAIN ? TRAIN : VALIDATION);
        if (Files.isRegularFile(archive)) {
            return split == Split.TRAIN
                    ? train(new TarArchive(archive), decoder)
                    : validation(folder, new TarArchive(archive), decoder);
        }
        Path images =
                Stream.of(folder, folder.resolve(KAGGLE), folder.resolve("ILSVRC").resolve(KAGGLE))
                        .filter(place -> Files.isDirectory(split.folder(place)))
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

    private static DataException missing(Path archive, Split split) {
        return new DataException(
                archive,
                "no such file, and no folder %s, expected one of ImageNet's"
                        .formatted(split == Split.TRAIN ? "train" : "val"));
    }

    private static Dataset<Sample> train(TarArchive archive, ImageDecoder decoder) {
        var names = new ArrayList<String>();
        var images = new LabeledImages(decoder);
        for (var inner : sorted(archive)) {
            if (!inner.name().endsWith(".tar")) {
                throw new DataException(
                        archive.file(),
                        "holds %s, expected a tar file per class".formatted(inner.name()));
            }
            for (var image : archive.members(inner)) {
                images.add(names.size(), archive, image);
            }
            names.add(inner.name().substring(0, inner.name().length() - ".tar".length()));
        }
        return images.dataset("ImageNet train", archive.file(), names);
    }

    private static Dataset<Sample> validation(Path root, TarArchive archive, ImageDecoder decoder) {
        var members = sorted(archive);
        var names = members.stream().map(image -> baseName(image.name())).toList();
        var truth = ImageNetTruth.of(places(root), archive.file(), names);
        var images = new LabeledImages(decoder);
        for (int i = 0; i < members.size(); i++) {
            images.add(truth.label(i), archive, members.get(i));
        }
        return images.dataset("ImageNet validation", archive.file(), truth.classes());
    }

    private static List<TarArchive.Member> sorted(TarArchive archive) {
        return archive.members().stream()
                .sorted(Comparator.comparing(TarArchive.Member::name))
                .toList();
    }

    private static Dataset<Sample> validation(
            Path root, Path folder, List<Path> files, ImageDecoder decoder) {
        var names = files.stream().map(file -> file.getFileName().toString()).toList();
        var truth = ImageNetTruth.of(places(root), folder, names);
        return DataFiles.list(
                folder,
                () -> {
                    var images = new LabeledImages(decoder);
                    for (int i = 0; i < files.size(); i++) {
                        String path = truth.ofImages().get(i) + "/" + names.get(i);
                        images.add(truth.label(i), files.get(i), path);
                    }
                    return images.dataset("ImageNet validation", folder, truth.classes());
                });
    }

    /** Images that lie in a folder itself, sorted by name. */
    private static List<Path> flatImages(Path folder) {
        return DataFiles.entries(folder).stream()
                .filter(file -> Names.isImage(file.getFileName().toString()))
                .filter(Files::isRegularFile)
                .sorted(Comparator.comparing(file -> file.getFileName().toString()))
                .toList();
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
