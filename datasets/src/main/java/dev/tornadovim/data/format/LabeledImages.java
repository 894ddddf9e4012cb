package dev.tornadovim.data.format;

import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.DatasetInfo;
import dev.tornadovim.data.Sample;
import dev.tornadovim.data.decode.ImageDecoder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Encoded images with one class each, in files or in tar archives. The fingerprint covers the path and
 * size of every image, and its label where the path does not tell it.
 */
final class LabeledImages {
    private final ImageDecoder decoder;
    private final List<Supplier<Sample>> samples = new ArrayList<>();
    private final StringBuilder listing = new StringBuilder();
    private int classes;

    LabeledImages(ImageDecoder decoder) {
        this.decoder = decoder;
    }

    /**
     * Adds a file.
     *
     * @param path of the file, beginning with its class
     */
    void add(int label, Path file, String path) throws IOException {
        listing.append(path).append('\t').append(Files.size(file)).append('\n');
        add(label, () -> new Sample(decoder.decode(file), label));
    }

    /** Adds a member of an archive. */
    void add(int label, TarArchive archive, TarArchive.Member member) {
        listing.append(member.name()).append('\t').append(member.size());
        listing.append('\t').append(label).append('\n');
        add(
                label,
                () -> {
                    byte[] file = archive.read(member, decoder.maxBytes());
                    return new Sample(decoder.decode(archive.source(member), file), label);
                });
    }

    private void add(int label, Supplier<Sample> sample) {
        samples.add(sample);
        classes = Math.max(classes, label + 1);
    }

    boolean isEmpty() {
        return samples.isEmpty();
    }

    /** One more than the largest label. */
    int classes() {
        return classes;
    }

    /** The images added so far. */
    Dataset<Sample> dataset(String name, Object source, List<String> classNames) {
        var all = List.copyOf(samples);
        String sha256 = Fingerprint.of(listing.toString().getBytes(StandardCharsets.UTF_8));
        return Dataset.of(
                DatasetInfo.ofFiles(name, source, all.size(), classNames, sha256),
                index -> all.get(index).get());
    }
}
