package dev.tornadovim.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Which part of a data set: the one to learn from or the one to measure on. */
public enum Split {
    TRAIN("training"),
    TEST("validation");

    private final String part;

    Split(String part) {
        this.part = part;
    }

    /** Its name in the layouts of ADE20K and COCO: {@code training} or {@code validation}. */
    public String part() {
        return part;
    }

    /** Its name in descriptions of data: {@code train} or {@code test}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Its folder: {@code train}, or {@code val}, or {@code test} where there is no {@code val}. */
    public Path folder(Path root) {
        Path val = root.resolve("val");
        return this == TEST && Files.isDirectory(val) ? val : root.resolve(label());
    }
}
