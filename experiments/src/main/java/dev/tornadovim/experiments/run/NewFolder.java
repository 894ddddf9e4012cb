package dev.tornadovim.experiments.run;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders that are never shared: one that is there already is left to whoever made it. */
public final class NewFolder {

    private NewFolder() {}

    /** Creates {@code name} in {@code parent}, or where that is taken, {@code name.2} and so on. */
    public static Path create(Path parent, String name) throws IOException {
        for (int i = 1; ; i++) {
            try {
                return Files.createDirectory(parent.resolve(i == 1 ? name : name + "." + i));
            } catch (FileAlreadyExistsException e) {
                // Another one began in the same second; this one takes the next number.
            }
        }
    }
}
