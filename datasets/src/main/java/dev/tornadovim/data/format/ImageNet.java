package dev.tornadovim.data.format;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.Split;
import dev.tornadovim.data.decode.ImageDecoder;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * ImageNet-1K (ILSVRC 2012) in the files that its organisers give out, not unpacked:
 *
 * <ul>
 *   <li>{@code ILSVRC2012_img_train.tar}: one tar file a class inside, named by its WordNet id;
 *   <li>{@code ILSVRC2012_img_val.tar}: the validation images, whose classes are
 *   <li>{@code ILSVRC2012_validation_ground_truth.txt} of the development kit: for each image, in the
 *       order of the file names, the ILSVRC number of its class, from 1, and
 *   <li>{@code map_clsloc.txt} of the development kit: a WordNet id, its ILSVRC number and a name a
 *       line.
 * </ul>
 *
 * <p>The two text files may also lie in {@code devkit/data}. Labels number the WordNet ids in sorted
 * order, as public checkpoints do; ILSVRC numbers are in another order.
 */
public final class ImageNet {
    private static final String TRAIN = "ILSVRC2012_img_train.tar";
    private static final String VALIDATION = "ILSVRC2012_img_val.tar";
    private static final String TRUTH = "ILSVRC2012_validation_ground_truth.txt";
    private static final String CLASSES = "map_clsloc.txt";

    private ImageNet() {}

    /** Whether a folder has one of the two archives. */
    public static boolean isIn(Path root) {
        return Files.exists(root.resolve(TRAIN)) || Files.exists(root.resolve(VALIDATION));
    }

    /**
     * Opens one split.
     *
     * @throws DataException if a file is missing or damaged, or the list of classes does not fit
     */
    public static Dataset open(Path root, Split split, ImageDecoder decoder) {
        return split == Split.TRAIN ? train(root, decoder) : validation(root, decoder);
    }

    private static Dataset train(Path root, ImageDecoder decoder) {
        var archive = archive(root, TRAIN);
        var classes = new ArrayList<TarArchive.Member>(archive.members());
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

    private static Dataset validation(Path root, ImageDecoder decoder) {
        var archive = archive(root, VALIDATION);
        Map<Integer, String> ids = wordNetIds(find(root, CLASSES));
        List<String> names = ids.values().stream().sorted().toList();
        var images = new ArrayList<TarArchive.Member>(archive.members());
        images.sort(Comparator.comparing(TarArchive.Member::name));
        Path truthFile = find(root, TRUTH);
        var truth = TextFile.lines(truthFile);
        if (truth.size() != images.size()) {
            throw new DataException(
                    truthFile,
                    "%d lines, expected %d, one for each image of %s"
                            .formatted(truth.size(), images.size(), archive.file()));
        }
        var entries = new ArrayList<PackedImages.Entry>();
        for (int i = 0; i < images.size(); i++) {
            String text = truth.get(i);
            String id = text.matches("[0-9]{1,6}") ? ids.get(Integer.valueOf(text)) : null;
            if (id == null) {
                throw new DataException(
                        truthFile,
                        "line %d holds \"%s\", expected a class of %s"
                                .formatted(i + 1, text, CLASSES));
            }
            entries.add(new PackedImages.Entry(archive, images.get(i), names.indexOf(id)));
        }
        return new PackedImages(
                "ImageNet validation", archive.file().toString(), names, entries, decoder);
    }

    private static Map<Integer, String> wordNetIds(Path file) {
        var ids = new HashMap<Integer, String>();
        for (String line : TextFile.lines(file)) {
            String[] columns = line.split("\\s+");
            if (columns.length < 2 || !columns[1].matches("[0-9]{1,6}")) {
                throw new DataException(
                        file, "line \"%s\", expected an id, a number and a name".formatted(line));
            }
            if (ids.put(Integer.valueOf(columns[1]), columns[0]) != null) {
                throw new DataException(file, "number %s twice".formatted(columns[1]));
            }
        }
        return ids;
    }

    private static TarArchive archive(Path root, String name) {
        Path file = root.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new DataException(file, "no such file, expected ImageNet's archive");
        }
        return new TarArchive(file);
    }

    private static Path find(Path root, String name) {
        Path file = root.resolve(name);
        return Files.exists(file) ? file : root.resolve("devkit").resolve("data").resolve(name);
    }
}
