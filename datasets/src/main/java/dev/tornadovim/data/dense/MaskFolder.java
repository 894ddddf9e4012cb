package dev.tornadovim.data.dense;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.DatasetInfo;
import dev.tornadovim.data.Split;
import dev.tornadovim.data.decode.ImageDecoder;
import dev.tornadovim.data.format.TextFile;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A user's own images and masks: {@code train/images/NAME.jpg} (or any image format) and {@code
 * train/masks/NAME.png}, the same below {@code val} (or {@code test} in place of it), and {@code
 * classes.txt} beside them with one class name a line. A mask holds class indices from 0, and 255
 * where there is no class. The fingerprint covers the name and size of every file.
 */
public final class MaskFolder implements SegmentationDataset {
    private final ImageMaskPairs pairs;
    private final int[] classOf;
    private final DatasetInfo info;

    private MaskFolder(Path root, Split split, List<String> classes, ImageMaskPairs pairs) {
        this.pairs = pairs;
        this.classOf = identity(classes.size());
        this.info = pairs.info(root, split, classes);
    }

    /**
     * Lists the files of one split.
     *
     * @param root the folder that holds {@code classes.txt}, {@code train} and {@code val} or {@code
     *     test}
     * @throws DataException if a folder or the class names are missing or empty, or a file has no
     *     partner
     */
    public static MaskFolder open(Path root, Split split, ImageDecoder decoder) {
        Path folder = root.toAbsolutePath().normalize();
        Path names = folder.resolve(AdeFolder.CLASS_FILE);
        if (!Files.exists(names)) {
            throw new DataException(names, "no such file, expected one class name a line");
        }
        var classes = TextFile.lines(names);
        if (classes.isEmpty() || classes.size() > SegmentationSample.IGNORED) {
            throw new DataException(
                    names, "%d class names, expected 1 to 255".formatted(classes.size()));
        }
        Path part = folder.resolve("train");
        if (split == Split.TEST) {
            part = folder.resolve("val");
            if (!Files.isDirectory(part)) {
                part = folder.resolve("test");
            }
        }
        var pairs = ImageMaskPairs.of(part.resolve("images"), part.resolve("masks"), decoder);
        return new MaskFolder(folder, split, classes, pairs);
    }

    private static int[] identity(int classes) {
        int[] classOf = new int[256];
        for (int value = 0; value < classOf.length; value++) {
            classOf[value] = value < classes ? value : -1;
        }
        classOf[SegmentationSample.IGNORED] = SegmentationSample.IGNORED;
        return classOf;
    }

    @Override
    public int size() {
        return pairs.names().size();
    }

    @Override
    public SegmentationSample get(int index) {
        return pairs.read(
                index,
                classOf,
                "0 to %d, or 255 where there is none".formatted(info.classes() - 1));
    }

    @Override
    public String name(int index) {
        return pairs.names().get(index);
    }

    @Override
    public DatasetInfo info() {
        return info;
    }
}
