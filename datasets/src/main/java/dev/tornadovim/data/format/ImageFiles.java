package dev.tornadovim.data.format;

import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.DatasetInfo;
import dev.tornadovim.data.Sample;
import dev.tornadovim.data.decode.ImageDecoder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Image files, each of a class. The fingerprint covers the path that each file has in the folder of its
 * class, and its size.
 */
final class ImageFiles implements Dataset {
    private final List<Entry> entries;
    private final ImageDecoder decoder;
    private final DatasetInfo info;

    /**
     * One image.
     *
     * @param file to decode
     * @param label index of its class
     * @param path of the file, beginning with its class
     */
    record Entry(Path file, int label, String path) {}

    ImageFiles(
            String name,
            Path folder,
            List<String> classNames,
            List<Entry> entries,
            ImageDecoder decoder)
            throws IOException {
        this.entries = List.copyOf(entries);
        this.decoder = decoder;
        var listing = new StringBuilder();
        for (var entry : entries) {
            listing.append(entry.path()).append('\t').append(Files.size(entry.file())).append('\n');
        }
        byte[] bytes = listing.toString().getBytes(StandardCharsets.UTF_8);
        String sha256 = Fingerprint.of(bytes);
        this.info =
                new DatasetInfo(
                        name, "unknown", folder.toString(), entries.size(), classNames, sha256);
    }

    @Override
    public int size() {
        return entries.size();
    }

    @Override
    public Sample get(int index) {
        var entry = entries.get(index);
        return new Sample(decoder.decode(entry.file()), entry.label());
    }

    @Override
    public DatasetInfo info() {
        return info;
    }
}
