package dev.tornadovim.data.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Replaces a file as a whole: the new content is written beside it and forced to the disk before it
 * takes the name, so that a process or machine that dies at any moment leaves the old file or the new
 * one. A write that fails leaves the old file and nothing else: on a full disk, what was written so
 * far would take the space that is needed to say so.
 */
public final class FileReplacement {

    /** Writes the content of a file. */
    @FunctionalInterface
    public interface Content {
        /** Writes all of it. */
        void writeTo(FileChannel channel) throws IOException;
    }

    private FileReplacement() {}

    /**
     * Writes {@code file}, replacing one of that name.
     *
     * @throws IOException if it cannot be written
     */
    public static void write(Path file, Content content) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            try (FileChannel channel =
                    FileChannel.open(
                            temporary,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE)) {
                content.writeTo(channel);
                channel.force(true);
            }
            Files.move(
                    temporary,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | RuntimeException | Error e) {
            delete(temporary, e);
            throw e;
        }
        forceFolder(file);
    }

    /**
     * Writes a text file in UTF-8, replacing one of that name.
     *
     * @throws IOException if it cannot be written
     */
    public static void write(Path file, String text) throws IOException {
        write(file, channel -> writeFully(channel, StandardCharsets.UTF_8.encode(text)));
    }

    /**
     * Writes a file of bytes, replacing one of that name.
     *
     * @throws IOException if it cannot be written
     */
    public static void write(Path file, byte[] bytes) throws IOException {
        write(file, channel -> writeFully(channel, ByteBuffer.wrap(bytes)));
    }

    /** Writes all that is left in a buffer; one call of a channel may write less. */
    public static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static void delete(Path temporary, Throwable reason) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    /** The new name is an entry of the folder, which the disk has only once that is forced too. */
    private static void forceFolder(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Some network file systems and Windows cannot do it; the file itself is complete.
        }
    }

    /** Why a file cannot be written, without the name of the file, which the message often is alone. */
    public static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "no such folder";
            case FileSystemException named when named.getReason() != null -> named.getReason();
            default ->
                    e.getMessage() == null || e instanceof FileSystemException
                            ? e.getClass().getSimpleName()
                            : e.getMessage();
        };
    }
}
