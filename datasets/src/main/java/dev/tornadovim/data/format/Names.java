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

    private Names() {}

    /** Whether a file is listed as an image; what it really is, its content tells. */
    public static boolean isImage(String name) {
        return IMAGES.contains(extension(name).toLowerCase(Locale.ROOT));
    }

    /** What follows the last dot. */
    public static String extension(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
