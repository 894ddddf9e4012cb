package dev.tornadovim.data.dense;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.Split;
import dev.tornadovim.data.decode.ImageDecoder;
import dev.tornadovim.data.file.DataFiles;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * ADE20K as in the scene parsing challenge (Zhou et al., CVPR 2017), or another set in its layout:
 * {@code images/{training,validation}/NAME.jpg} (or any image format) and {@code
 * annotations/{training,validation}/NAME.png}. A stored 0 means unlabeled and becomes {@link
 * SegmentationSample#IGNORED}, a stored k the class k − 1: mmsegmentation's {@code
 * reduce_zero_label}, by which 255 stays ignored, too.
 *
 * <p>Class names are those of the file {@code classes.txt} beside the two folders, one a line, where
 * there is one, else the 150 of ADE20K in mmsegmentation's order. The fingerprint covers the name and
 * size of every file.
 */
public final class AdeFolder {
    /** Name of the optional file of class names. */
    public static final String CLASS_FILE = "classes.txt";

    private static final String ADE20K_CLASSES = "/ade20k/classes.txt";

    private AdeFolder() {}

    /**
     * Lists the files of one split.
     *
     * @param root the folder that holds {@code images} and {@code annotations}
     * @throws DataException if a folder is missing or empty, or a file has no partner, or
     *     the masks hold 0 and 255 only
     */
    public static Dataset<SegmentationSample> open(Path root, Split split, ImageDecoder decoder) {
        Path folder = root.toAbsolutePath().normalize();
        Path names = folder.resolve(CLASS_FILE);
        var classes = Files.exists(names) ? DataFiles.lines(names, "class names") : ade20kClasses();
        return ImageMaskPairs.of(
                        folder.resolve("images", split.part()),
                        folder.resolve("annotations", split.part()),
                        decoder)
                .dataset(folder, split, classes, 1);
    }

    /** Names of the 150 classes of ADE20K, in the order of their labels. */
    public static List<String> ade20kClasses() {
        return DataFiles.lines(
                new String(DataFiles.resource(ADE20K_CLASSES), StandardCharsets.UTF_8));
    }
}
