package dev.tornadovim.data.dense;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.DatasetInfo;
import dev.tornadovim.data.LabelException;
import dev.tornadovim.data.Split;
import dev.tornadovim.data.decode.ImageDecoder;
import dev.tornadovim.data.decode.LabelMapDecoder;
import dev.tornadovim.data.file.DataFiles;
import dev.tornadovim.data.format.Fingerprint;
import dev.tornadovim.data.format.Names;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Images and masks of the same names in two folders, sorted by name; extensions may differ.
 *
 * @param names without extension
 */
record ImageMaskPairs(
        List<String> names, List<Path> images, List<Path> masks, ImageDecoder decoder) {

    /**
     * Lists two folders.
     *
     * @throws DataException if one is missing, there is no image, or an image or a mask has no
     *     partner
     */
    static ImageMaskPairs of(Path imageFolder, Path maskFolder, ImageDecoder decoder) {
        var images = files(imageFolder, "images");
        var masks = files(maskFolder, "masks");
        if (images.isEmpty()) {
            throw new DataException(imageFolder, "no images in this folder");
        }
        for (var image : images.entrySet()) {
            if (!masks.containsKey(image.getKey())) {
                throw new DataException(
                        image.getValue(),
                        "an image without a mask, expected %s"
                                .formatted(maskFolder.resolve(image.getKey() + ".png")));
            }
        }
        for (var mask : masks.entrySet()) {
            if (!images.containsKey(mask.getKey())) {
                throw new DataException(
                        mask.getValue(), "a mask without an image in %s".formatted(imageFolder));
            }
        }
        return new ImageMaskPairs(
                new ArrayList<>(images.keySet()),
                new ArrayList<>(images.values()),
                new ArrayList<>(masks.values()),
                decoder);
    }

    private static TreeMap<String, Path> files(Path folder, String what) {
        if (!Files.isDirectory(folder)) {
            throw new DataException(folder, "no such folder, expected a folder of " + what);
        }
        var byName = new TreeMap<String, Path>(Names.ORDER);
        for (var file : DataFiles.entries(folder)) {
            String name = file.getFileName().toString();
            if (Names.isImage(name)) {
                String stem = name.substring(0, name.lastIndexOf('.'));
                var other = byName.put(stem, file);
                if (other != null) {
                    throw new DataException(
                            file, "the same name as %s".formatted(other.getFileName()));
                }
            }
        }
        return byName;
    }

    /**
     * The pairs as a data set with classes in the order of their stored values, named after its
     * folder.
     *
     * @param root the folder of the whole set, which has the file of class names
     * @param classes names in the order of the labels
     * @param first stored value of the first class: 0, or 1 where a stored 0 means that there is none;
     *     255 means that, too
     * @throws DataException if there are no classes, or too many, or the masks hold 0 and 255 only
     */
    Dataset<SegmentationSample> dataset(Path root, Split split, List<String> classes, int first) {
        int most = SegmentationSample.IGNORED - first;
        if (classes.isEmpty() || classes.size() > most) {
            throw new DataException(
                    root.resolve(AdeFolder.CLASS_FILE),
                    "%d class names, expected 1 to %d".formatted(classes.size(), most));
        }
        ClassesInMasks.check(masks, maskDecoder(), first, classes);
        String name = root.getFileName() + " " + split.label();
        int[] classOf = new int[256];
        for (int value = 0; value < classOf.length; value++) {
            classOf[value] = value < first + classes.size() ? value - first : -1;
        }
        int none = first == 0 ? SegmentationSample.IGNORED : 0;
        classOf[none] = SegmentationSample.IGNORED;
        classOf[SegmentationSample.IGNORED] = SegmentationSample.IGNORED;
        int last = first + classes.size() - 1;
        String allowed = "%d to %d, or %d where there is none".formatted(first, last, none);
        return Dataset.of(
                DatasetInfo.ofFiles(name, root, names.size(), classes, fingerprint()),
                index -> read(index, classOf, allowed),
                names::get);
    }

    /** Decodes masks of the sizes that images may have. */
    private LabelMapDecoder maskDecoder() {
        return new LabelMapDecoder(decoder.maxPixels());
    }

    /**
     * Reads one pair.
     *
     * @param classOf class of each stored value, {@code [256]}; negative for those not allowed
     * @param allowed says which stored values are, in messages
     */
    private SegmentationSample read(int index, int[] classOf, String allowed) {
        var image = decoder.decode(images.get(index));
        var mask = maskDecoder().decode(masks.get(index));
        if (image.height() != mask.height() || image.width() != mask.width()) {
            throw new DataException(
                    masks.get(index),
                    "%d × %d pixels, but its image %s has %d × %d"
                            .formatted(
                                    mask.width(),
                                    mask.height(),
                                    images.get(index),
                                    image.width(),
                                    image.height()));
        }
        byte[] labels = mask.classes();
        for (int i = 0; i < labels.length; i++) {
            int stored = labels[i] & 0xff;
            if (classOf[stored] < 0) {
                throw new LabelException(
                        masks.get(index),
                        "class %d at row %d, column %d, expected %s"
                                .formatted(stored, i / mask.width(), i % mask.width(), allowed));
            }
            labels[i] = (byte) classOf[stored];
        }
        return new SegmentationSample(image, mask);
    }

    /** Covers the name and size of every file. */
    private String fingerprint() {
        var listing = new StringBuilder();
        return DataFiles.list(
                images.getFirst().getParent(),
                () -> {
                    for (var files : List.of(images, masks)) {
                        for (var file : files) {
                            listing.append(file.getFileName()).append('\t');
                            listing.append(Files.size(file)).append('\n');
                        }
                    }
                    return Fingerprint.of(listing.toString().getBytes(StandardCharsets.UTF_8));
                });
    }
}
