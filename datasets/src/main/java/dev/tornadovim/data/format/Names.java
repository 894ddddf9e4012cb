package dev.tornadovim.data.format;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Set;

/** Order and kinds of file names. */
public final class Names {
    /** By code point, as Python sorts strings; Java's own order differs outside the basic plane. */
    public static final Comparator<String> ORDER =
            (a, b) -> Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());

    private static final Set<String> IMAGES =
            Set.of(
                    "jpg", "jpeg", "png", "ppm", "pgm", "pbm", "bmp", "gif", "tif", "tiff", "webp",
                    "psd", "pcx");

    /** Folders that macOS's archiver and Synology's file server put beside a user's own. */
    private static final Set<String> FOREIGN = Set.of("__MACOSX", "@eaDir");

    private Names() {}

    /** Whether a file is listed as an image; what it really is, its content tells. */
    public static boolean isImage(String path) {
        return !isHidden(path) && IMAGES.contains(extension(path).toLowerCase(Locale.ROOT));
    }

    /**
     * Whether a path leads to or through something that other programs keep for themselves: a name
     * that begins with a dot ({@code .ipynb_checkpoints}, {@code ._cat.jpg}), or a folder such as
     * {@code __MACOSX}.
     *
     * @param path relative, its parts separated by slashes
     */
    public static boolean isHidden(String path) {
        return Arrays.stream(path.split("/")).anyMatch(Names::isHiddenName);
    }

    private static boolean isHiddenName(String name) {
        boolean step = name.equals(".") || name.equals("..");
        return name.startsWith(".") && !step || FOREIGN.contains(name);
    }

    /** Whether a path, as a file of a stranger has it, stays inside of the folder it starts from. */
    public static boolean isInside(String path) {
        return !path.isEmpty()
                && !path.startsWith("/")
                && path.indexOf('\0') < 0
                && !Arrays.asList(path.split("/")).contains("..");
    }

    /** What follows the last dot. */
    public static String extension(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
