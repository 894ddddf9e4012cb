package dev.tornadovim.data;

import java.util.List;

/**
 * Which data a run took.
 *
 * @param name of the data set, with the split
 * @param licence short name of its licence, or "unknown" for a user's own files
 * @param source where it was found: a folder, or "embedded sample"
 * @param images number of samples
 * @param classNames in the order of the labels
 * @param sha256 fingerprint in lower-case hex; each format says what it covers
 */
public record DatasetInfo(
        String name,
        String licence,
        String source,
        int images,
        List<String> classNames,
        String sha256) {

    /** Copies the class names. */
    public DatasetInfo {
        classNames = List.copyOf(classNames);
    }

    /** Files of a user, whose license is unknown. */
    public static DatasetInfo ofFiles(
            String name, Object source, int images, List<String> classNames, String sha256) {
        return new DatasetInfo(name, "unknown", source.toString(), images, classNames, sha256);
    }

    /** The same data, but only the first images. */
    public DatasetInfo first(int limit) {
        return new DatasetInfo(
                name + ", first " + limit, licence, source, limit, classNames, sha256);
    }

    /** Number of classes. */
    public int classes() {
        return classNames.size();
    }

    /** One line for a log or a console. */
    @Override
    public String toString() {
        return Printable.of(
                "%s: %d images, %d classes, licence %s, from %s, sha256 %s"
                        .formatted(
                                name, images, classes(), licence, source, sha256.substring(0, 12)));
    }
}
