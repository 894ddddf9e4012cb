package dev.tornadovim.experiments.inference;

import dev.tornadovim.data.DataException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Names of classes from a text file, one a line in the order of the logits. */
public final class ClassNames {

    private ClassNames() {}

    /**
     * Reads a file.
     *
     * @param classes number of names expected
     * @throws DataException if it cannot be read, or has more names or fewer
     */
    public static List<String> read(Path file, int classes) {
        List<String> names;
        try {
            names = Files.readAllLines(file).stream().map(String::strip).toList();
        } catch (NoSuchFileException e) {
            throw new DataException(file, "no such file, expected names of classes", e);
        } catch (IOException e) {
            throw new DataException(file, "cannot be read as UTF-8 text: " + e.getMessage(), e);
        }
        if (names.size() != classes) {
            throw new DataException(
                    file,
                    "%d lines, expected %d, one for each class of the network"
                            .formatted(names.size(), classes));
        }
        return names;
    }
}
