package dev.tornadovim.data.format;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.Sample;
import dev.tornadovim.data.Split;
import dev.tornadovim.data.decode.ImageDecoder;
import dev.tornadovim.data.file.DataFiles;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Shards in the layout of WebDataset: {@code train/*.tar} and {@code val/*.tar} (or {@code test}),
 * each holding for every sample a {@code <key>.cls} with the number of its class as text and one
 * {@code <key>.<image extension>}; other members of a sample are left alone. Names of the classes come
 * from {@code classes.txt}, one a line, beside the two folders; without it classes are called by their
 * numbers.
 *
 * <p>The shards are indexed when opened, by their headers, and images are read in place.
 */
public final class TarShards {
    private static final String LABEL = "cls";
    private static final int LONGEST_LABEL = 20;

    private TarShards() {}

    /**
     * Opens the shards of one split.
     *
     * @param root the folder that holds {@code train} and {@code val} or {@code test}
     * @throws DataException if there are no shards or no samples in them, or one is damaged, or a
     *     sample is incomplete
     */
    public static Dataset<Sample> open(Path root, Split split, ImageDecoder decoder) {
        Path folder = split.folder(root);
        var images = new LabeledImages(decoder);
        for (Path shard : shards(folder)) {
            index(new TarArchive(shard), images);
        }
        if (images.isEmpty()) {
            throw new DataException(
                    folder, "no samples in its tar files, expected KEY.jpg and KEY.cls for each");
        }
        String name = root.toAbsolutePath().normalize().getFileName() + " " + split.label();
        return images.dataset(name, folder, classNames(root, images.classes()));
    }

    private static List<Path> shards(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new DataException(folder, "no such folder, expected tar files in it");
        }
        var shards =
                DataFiles.entries(folder).stream()
                        .filter(entry -> isShard(entry.getFileName().toString()))
                        .toList();
        if (shards.isEmpty()) {
            throw new DataException(folder, "no tar files in it");
        }
        return shards;
    }

    private static boolean isShard(String name) {
        return name.endsWith(".tar") && !Names.isHidden(name);
    }

    private static void index(TarArchive shard, LabeledImages samples) {
        Map<String, TarArchive.Member> images = new LinkedHashMap<>();
        Map<String, Integer> labels = new LinkedHashMap<>();
        for (var member : shard.members()) {
            int slash = member.name().lastIndexOf('/') + 1;
            int dot = member.name().indexOf('.', slash);
            if (dot < 0) {
                continue;
            }
            String key = member.name().substring(0, dot);
            if (member.name().substring(dot + 1).equals(LABEL)) {
                labels.put(key, label(shard, member));
            } else if (Names.isImage(member.name()) && images.put(key, member) != null) {
                throw new DataException(shard.file(), "two images of the sample " + key);
            }
        }
        for (String key : labels.keySet()) {
            if (!images.containsKey(key)) {
                throw new DataException(
                        shard.file(), "no image beside %s.%s".formatted(key, LABEL));
            }
        }
        images.forEach(
                (key, member) -> {
                    var label = labels.get(key);
                    if (label == null) {
                        throw new DataException(
                                shard.file(),
                                "no %s.%s beside %s".formatted(key, LABEL, member.name()));
                    }
                    samples.add(label, shard, member);
                });
    }

    private static int label(TarArchive shard, TarArchive.Member member) {
        byte[] bytes = shard.read(member, LONGEST_LABEL);
        String text = new String(bytes, StandardCharsets.US_ASCII).strip();
        if (!text.matches("[0-9]{1,6}")) {
            throw new DataException(
                    shard.source(member),
                    "holds \"%s\", expected the number of a class".formatted(text));
        }
        return Integer.parseInt(text);
    }

    private static List<String> classNames(Path root, int atLeast) {
        Path file = root.resolve("classes.txt");
        if (!Files.exists(file)) {
            return IntStream.range(0, atLeast).mapToObj(Integer::toString).toList();
        }
        var names = DataFiles.lines(file, "one class name per line");
        if (names.size() < atLeast) {
            throw new DataException(
                    file, "%d names, but there is a label %d".formatted(names.size(), atLeast - 1));
        }
        return names;
    }
}
