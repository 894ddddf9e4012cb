package dev.tornadovim.experiments.run;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Creates folders that are never shared: an existing one is left alone. */
public final class NewFolder {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd_HH-mm-ss", Locale.ROOT);

    private NewFolder() {}

    /** The name of a folder by its start time, {@code yyyy-MM-dd_HH-mm-ss[-TAG]}; sorts by time. */
    public static String name(LocalDateTime time, Optional<String> tag) {
        return TIME.format(time) + tag.map("-"::concat).orElse("");
    }

    /**
     * Creates {@code name} in {@code parent}, which need not exist, or if that is taken,
     * {@code name.2} and so on.
     */
    public static Path create(Path parent, String name) throws IOException {
        Files.createDirectories(parent);
        for (int i = 1; ; i++) {
            try {
                return Files.createDirectory(parent.resolve(i == 1 ? name : name + "." + i));
            } catch (FileAlreadyExistsException e) {
                // Another run started in the same second; this one takes the next number.
            }
        }
    }
}
