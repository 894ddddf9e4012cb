package dev.tornadovim.data.format;

import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.DatasetInfo;
import dev.tornadovim.data.Sample;
import dev.tornadovim.data.decode.ImageDecoder;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Encoded images inside tar files, found by an index in memory. The fingerprint covers the name and
 * size of every image and its label.
 */
final class PackedImages implements Dataset {
    private final List<Entry> entries;
    private final ImageDecoder decoder;
    private final DatasetInfo info;

    /** Where one image is, and its class. */
    record Entry(TarArchive archive, TarArchive.Member member, int label) {}

    PackedImages(
            String name,
            String source,
            List<String> classNames,
            List<Entry> entries,
            ImageDecoder decoder) {
        this.entries = List.copyOf(entries);
        this.decoder = decoder;
        var listing = new StringBuilder();
        for (var entry : entries) {
            listing.append(entry.member().name()).append('\t').append(entry.member().size());
            listing.append('\t').append(entry.label()).append('\n');
        }
        byte[] bytes = listing.toString().getBytes(StandardCharsets.UTF_8);
        this.info =
                new DatasetInfo(
                        name, "unknown", source, entries.size(), classNames, Fingerprint.of(bytes));
    }

    @Override
    public int size() {
        return entries.size();
    }

    @Override
    public Sample get(int index) {
        var entry = entries.get(index);
        byte[] file = entry.archive().read(entry.member(), decoder.maxBytes());
        String source = entry.archive().file() + "!" + entry.member().name();
        return new Sample(decoder.decode(source, file), entry.label());
    }

    @Override
    public DatasetInfo info() {
        return info;
    }
}
