package dev.tornadovim.pipeline.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The zip archive of a PyTorch file: entries lie in one folder, are stored without compression (so
 * none can be larger than the file), and have distinct names.
 */
final class TorchArchive implements AutoCloseable {

    private final ZipFile zip;
    private final Map<String, ZipEntry> entries = new HashMap<>();

    private TorchArchive(ZipFile zip, long fileBytes) {
        this.zip = zip;
        for (ZipEntry entry : Collections.list(zip.entries())) {
            String name = entry.getName();
            if (entry.getMethod() != ZipEntry.STORED
                    || entry.getSize() != entry.getCompressedSize()
                    || entry.getSize() > fileBytes) {
                throw new IllegalArgumentException(
                        "archive entry " + name + " is compressed or larger than the file");
            }
            String inner = name.substring(name.indexOf('/') + 1);
            if (entries.put(inner, entry) != null) {
                throw new IllegalArgumentException("archive entry " + name + " exists twice");
            }
        }
    }

    /** Opens an archive; anything but a whole zip archive is an {@link IOException}. */
    static TorchArchive open(Path file) throws IOException {
        ZipFile zip = new ZipFile(file.toFile());
        try {
            return new TorchArchive(zip, file.toFile().length());
        } catch (IllegalArgumentException e) {
            zip.close();
            throw e;
        }
    }

    /** The entry of that name inside the archive's folder, or null. */
    ZipEntry find(String name) {
        return entries.get(name);
    }

    InputStream stream(ZipEntry entry) throws IOException {
        return zip.getInputStream(entry);
    }

    /** All of a small entry. */
    byte[] bytes(ZipEntry entry, int limit) throws IOException {
        if (entry.getSize() > limit) {
            throw new IllegalArgumentException(
                    "archive entry %s has %d bytes, at most %d are accepted"
                            .formatted(entry.getName(), entry.getSize(), limit));
        }
        try (InputStream in = zip.getInputStream(entry)) {
            return in.readNBytes(limit);
        }
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            throw new WeightsException(zip.getName(), "cannot be closed: " + e.getMessage(), e);
        }
    }
}
