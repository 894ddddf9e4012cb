package dev.tornadovim.data.format;

import dev.tornadovim.data.DataException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Small text files that describe a data set. */
public final class TextFile {
    private TextFile() {}

    /** The lines that are not blank, without surrounding space. */
    public static List<String> lines(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.map(String::strip).filter(line -> !line.isEmpty()).toList();
        } catch (NoSuchFileException e) {
            throw new DataException(file, "no such file", e);
        } catch (IOException | UncheckedIOException e) {
            throw new DataException(file, "cannot be read: " + e.getMessage(), e);
        }
    }
}
