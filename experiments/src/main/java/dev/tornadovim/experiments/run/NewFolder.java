package dev.tornadovim.experiments.run;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Folders that are never shared: one that is there already is left to whoever made it. */
public final class NewFolder {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd_HH-mm-ss", Locale.ROOT);

    private NewFolder() {}

    /** The name for what began at a time, {@code yyyy-MM-dd_HH-mm-ss[-TAG]}; sorts by time. */
    public static String name(LocalDateTime time, Optional<String> tag) {
        return TIME.format(time) + tag.map("-"::concat).orElse("");
    }

    /**
     * Creates {@code name} in {@code parent}, which need not be there yet, or where that is taken,
     * {@code name.2} and so on.
     */
    public static Path create(Path parent, String name) throws IOException {
        Files.createDirectories(parent);
        for (int i = 1; ; i++) {
            try {
                return Files.createDirectory(parent.resolve(i == 1 ? name : name + "." + i));
            } catch (FileAlreadyExistsException e) {
                // Another one began in the same second; this one takes the next number.
            }
        }
    }
}
