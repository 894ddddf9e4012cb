package dev.tornadovim.experiments.sink;

import dev.tornadovim.data.file.FileReplacement;
import dev.tornadovim.experiments.run.RunException;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A text file that grows by a line at a time; each is with the system before the next begins. */
final class RowFile implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;

    private RowFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
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
                    file,
                    FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /** Replaces a file as a whole: a reader sees the old one or the new one. */
    static void replace(Path file, List<String> lines) {
        try {
            FileReplacement.write(file, lines.stream().collect(Collectors.joining("\n", "", "\n")));
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    void write(String line) {
        try {
            FileReplacement.writeFully(channel, StandardCharsets.UTF_8.encode(line + "\n"));
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    static RunException unwritable(Path file, IOException e) {
        return new RunException(
                String.format(
                        Locale.ROOT, "%s cannot be written: %s", file, FileReplacement.reason(e)),
                e);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }
}
