package dev.tornadovim.pipeline.weights;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The zip archive of a PyTorch file: entries lie in one folder, are stored without compression (so
 * none can be larger than the file), and have distinct names.
 */
final class TorchArchive implements TorchContainer {

    private final ZipFile zip;
    private final long fileBytes;
    private final Map<String, ZipEntry> entries = new HashMap<>();

    private TorchArchive(ZipFile zip, long fileBytes) {
        this.zip = zip;
        this.fileBytes = fileBytes;
        List<String> names =
                Collections.list(zip.entries()).stream()
                        .map(ZipEntry::getName)
                        .collect(Collectors.toList());
        ForeignWeights.archive(names)
                .ifPresent(
                        format -> {
                            throw new IllegalArgumentException(format);
                        });
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

    /** Opens an archive; anything but a complete zip archive is an {@link IOException}. */
    static TorchArchive open(Path file) throws IOException {
        ZipFile zip = new ZipFile(file.toFile());
        try {
            return new TorchArchive(zip, file.toFile().length());
        } catch (IllegalArgumentException e) {
            zip.close();
            throw e;
        }
    }

    /** The object that {@code data.pkl} describes. */
    @Override
    public Object index() {
        ZipEntry order = entries.get("byteorder");
        if (order != null && !new String(bytes(order, 16), US_ASCII).strip().equals("little")) {
            throw new IllegalArgumentException("byte order is not little-endian");
        }
        ZipEntry entry = entries.get("data.pkl");
        if (entry == null) {
            throw new IllegalArgumentException(
                    "no PyTorch checkpoint: the archive has no data.pkl");
        }
        return SafePickle.read(bytes(entry, MAX_INDEX_BYTES));
    }

    @Override
    public long fileBytes() {
        return fileBytes;
    }

    @Override
    public long bytes(String key) {
        ZipEntry entry = entries.get("data/" + key);
        return entry == null ? -1 : entry.getSize();
    }

    @Override
    public InputStream stream(String key) throws IOException {
        return zip.getInputStream(entries.get("data/" + key));
    }

    /** All of a small entry. */
    private byte[] bytes(ZipEntry entry, int limit) {
        if (entry.getSize() > limit) {
            throw new IllegalArgumentException(
                    "archive entry %s has %d bytes, at most %d are accepted"
                            .formatted(entry.getName(), entry.getSize(), limit));
        }
        try (InputStream in = zip.getInputStream(entry)) {
            return in.readNBytes(limit);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "archive entry %s cannot be read: %s"
                            .formatted(entry.getName(), e.getMessage()),
                    e);
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
