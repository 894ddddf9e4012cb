package dev.tornadovim.data.dense;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.Split;
import dev.tornadovim.data.decode.ImageDecoder;
import dev.tornadovim.data.file.DataFiles;

import java.nio.file.Path;

/**
 * A user's own images and masks: {@code train/images/NAME.jpg} (or any image format) and {@code
 * train/masks/NAME.png}, the same below {@code val} (or {@code test} in place of it), and {@code
 * classes.txt} beside them with one class name a line. A mask holds class indices from 0, and 255
 * where there is no class. The fingerprint covers the name and size of every file.
 */
public final class MaskFolder {
    private MaskFolder() {}

    /**
     * Lists the files of one split.
     *
     * @param root the folder that holds {@code classes.txt}, {@code train} and {@code val} or {@code
     *     test}
     * @throws DataException if a folder or the class names are missing or empty, or a file has no
     *     partner, or the masks hold 0 and 255 only
     */
    public static Dataset<SegmentationSample> open(Path root, Split split, ImageDecoder decoder) {
        Path folder = root.toAbsolutePath().normalize();
        var classes =
                DataFiles.lines(folder.resolve(AdeFolder.CLASS_FILE), "one class name a line");
        Path part = split.folder(folder);
        return ImageMaskPairs.of(part.resolve("images"), part.resolve("masks"), decoder)
                .dataset(folder, split, classes, 0);
    }
}
