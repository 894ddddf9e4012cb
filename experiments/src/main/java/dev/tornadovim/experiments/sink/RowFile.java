package dev.tornadovim.experiments.sink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Predicate;

/** A text file that grows by a line at a time; each is with the system before the next begins. */
final class RowFile implements AutoCloseable {
    private final Writer writer;

    private RowFile(Writer writer) {
        this.writer = writer;
    }

    /**
     * Opens a file to append to. Lines that are not to be kept go first; so does a last one that a
     * killed process left without its line break.
     */
    static RowFile open(Path file, Predicate<String> keep) {
        try {
            if (Files.exists(file)) {
                var text = Files.readString(file);
                var whole = text.substring(0, text.lastIndexOf('\n') + 1);
                replace(file, whole.lines().filter(keep).toList());
            }
            return new RowFile(
                    Files.newBufferedWriter(
                            file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** Replaces a file as a whole: a reader sees the old one or the new one. */
    static void replace(Path file, List<String> lines) {
        var temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            Files.write(temporary, lines);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written: " + e.getMessage(), e);
        }
    }

    void write(String line) {
        try {
            writer.write(line + "\n");
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("a row cannot be written: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a file cannot be closed: " + e.getMessage(), e);
        }
    }
}
