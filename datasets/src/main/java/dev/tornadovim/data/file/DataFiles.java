package dev.tornadovim.data.file;

import dev.tornadovim.data.DataException;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reads files and lists folders; every failure is a {@link DataException} that names the file. */
public final class DataFiles {
    private DataFiles() {}

    /** Something that reads a file or lists a folder. */
    @FunctionalInterface
    public interface Reading<T> {
        /** Reads all of it. */
        T read() throws IOException;
    }

    /**
     * Reads a file.
     *
     * @param expected what a missing file should be: "an image"
     * @throws DataException if it is missing or cannot be read
     */
    public static <T> T read(Object file, String expected, Reading<T> reading) {
        try {
            return reading.read();
        } catch (NoSuchFileException e) {
            throw new DataException(file, "no such file, expected " + expected, e);
        } catch (IOException | UncheckedIOException e) {
            throw new DataException(file, "cannot be read: " + reason(e), e);
        }
    }

    /**
     * Reads a file of this module's resources.
     *
     * @throws DataException if it is not there
     */
    public static byte[] resource(String name) {
        return read(
                name,
                "a resource",
                () -> {
                    try (var in = DataFiles.class.getResourceAsStream(name)) {
                        if (in == null) {
                            throw new DataException(name, "not among this module's resources");
                        }
                        return in.readAllBytes();
                    }
                });
    }

    /** The lines of a small text file that are not blank, without surrounding space. */
    public static List<String> lines(Path file, String expected) {
        return lines(read(file, expected, () -> Files.readString(file)));
    }

    /** The lines of a text that are not blank, without surrounding space. */
    public static List<String> lines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    /**
     * Lists a folder.
     *
     * @throws DataException if it cannot be listed
     */
    public static <T> T list(Path folder, Reading<T> reading) {
        try {
            return reading.read();
        } catch (IOException | UncheckedIOException e) {
            throw new DataException(folder, "cannot be listed: " + e.getMessage(), e);
        }
    }

    /** The entries of a folder, sorted; none if it is no folder. */
    public static List<Path> entries(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        return list(
                folder,
                () -> {
                    try (var entries = Files.list(folder)) {
                        return entries.sorted().toList();
                    }
                });
    }

    /** A one-line reason why a file cannot be read. */
    public static String reason(Exception e) {
        if (e instanceof EOFException && e.getMessage() == null) {
            return "truncated";
        }
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return message.lines().findFirst().orElse("");
    }
}
