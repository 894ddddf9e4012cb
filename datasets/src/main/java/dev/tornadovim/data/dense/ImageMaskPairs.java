package dev.tornadovim.data.dense;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.DatasetInfo;
import dev.tornadovim.data.LabelException;
import dev.tornadovim.data.Split;
import dev.tornadovim.data.decode.ImageDecoder;
import dev.tornadovim.data.decode.LabelMapDecoder;
import dev.tornadovim.data.format.Fingerprint;
import dev.tornadovim.data.format.Names;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
        try (var entries = Files.list(folder)) {
            for (var file : (Iterable<Path>) entries.sorted()::iterator) {
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
        } catch (IOException | UncheckedIOException e) {
            throw new DataException(folder, "cannot be listed: " + e.getMessage(), e);
        }
        return byName;
    }

    /** Decodes masks of the sizes that images may have. */
    LabelMapDecoder maskDecoder() {
        return new LabelMapDecoder(decoder.maxPixels());
    }

    /**
     * Reads one pair.
     *
     * @param classOf class of each stored value, {@code [256]}; negative for those not allowed
     * @param allowed says which stored values are, in messages
     */
    SegmentationSample read(int index, int[] classOf, String allowed) {
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
            int label = classOf[labels[i] & 0xff];
            if (label < 0) {
                throw new LabelException(
                        masks.get(index),
                        "class %d at row %d, column %d, expected %s"
                                .formatted(
                                        labels[i] & 0xff,
                                        i / mask.width(),
                                        i % mask.width(),
                                        allowed));
            }
            labels[i] = (byte) label;
        }
        return new SegmentationSample(image, mask);
    }

    /**
     * What data these are, named after their folder; the fingerprint covers the name and size of every
     * file.
     *
     * @param root the folder of the whole set
     * @param classes names in the order of the labels
     */
    DatasetInfo info(Path root, Split split, List<String> classes) {
        return new DatasetInfo(
                root.getFileName() + " " + split.name().toLowerCase(Locale.ROOT),
                "unknown",
                root.toString(),
                names.size(),
                classes,
                fingerprint());
    }

    private String fingerprint() {
        var listing = new StringBuilder();
        try {
            for (var files : List.of(images, masks)) {
                for (var file : files) {
                    listing.append(file.getFileName()).append('\t');
                    listing.append(Files.size(file)).append('\n');
                }
            }
        } catch (IOException e) {
            throw new DataException(images.getFirst().getParent(), "cannot be listed: " + e, e);
        }
        return Fingerprint.of(listing.toString().getBytes(StandardCharsets.UTF_8));
    }
}
