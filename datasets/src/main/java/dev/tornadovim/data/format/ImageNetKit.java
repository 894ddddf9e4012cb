package dev.tornadovim.data.format;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.file.DataFiles;

import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * The two files of ImageNet's development kits that tell the classes of the validation images: one
 * number a line in the order of the images, and what the numbers mean. The kit of 2012 has {@code
 * ILSVRC2012_validation_ground_truth.txt} and {@code meta.mat}; later ones have {@code
 * ILSVRC2014_clsloc_validation_ground_truth.txt} (2013 and 2015 accordingly), {@code meta_clsloc.mat}
 * and the same as text, {@code map_clsloc.txt}: a WordNet id, its number and a name a line.
 *
 * <p>They are found in a folder itself, in {@code data} below it, and in every folder or tar archive of
 * a name with {@code devkit} in it.
 */
final class ImageNetKit {
    private static final Pattern TRUTH =
            Pattern.compile("ILSVRC20[0-9]{2}(_clsloc)?_validation_ground_truth\\.txt");
    private static final Pattern CLASSES = Pattern.compile("map_clsloc\\.txt|meta(_clsloc)?\\.mat");

    private static final Pattern ARCHIVE = Pattern.compile(".*devkit.*\\.(tar\\.gz|tgz|tar)");
    private static final int LARGEST = 1 << 24;

    private final List<KitFile> files = new ArrayList<>();

    /**
     * A small file.
     *
     * @param kit the folder or archive that it is in
     * @param source names it in messages
     */
    record KitFile(Path kit, String source, String name, byte[] bytes) {
        List<String> lines() {
            return DataFiles.lines(new String(bytes, StandardCharsets.UTF_8));
        }
    }

    /**
     * Reads what there is.
     *
     * @param places where to look, in this order
     * @throws DataException if something cannot be read
     */
    ImageNetKit(List<Path> places) {
        for (Path place : places) {
            add(place);
            add(place.resolve("data"));
            for (Path entry : list(place)) {
                String name = entry.getFileName().toString().toLowerCase(Locale.ROOT);
                if (Files.isDirectory(entry) && name.contains("devkit")) {
                    add(entry);
                    add(entry.resolve("data"));
                } else if (ARCHIVE.matcher(name).matches()) {
                    unpack(entry);
                }
            }
        }
    }

    /** Numbers of the classes of the validation images. */
    Optional<KitFile> truth() {
        return files.stream().filter(file -> TRUTH.matcher(file.name()).matches()).findFirst();
    }

    /** What the numbers mean: by the same kit, if there are several. */
    Optional<KitFile> classes(KitFile truth) {
        return files.stream()
                .filter(file -> CLASSES.matcher(file.name()).matches())
                .min(Comparator.comparing(file -> !file.kit().equals(truth.kit())));
    }

    /** WordNet ids by number. */
    static Map<Integer, String> wordNetIds(KitFile classes) {
        if (classes.name().endsWith(".mat")) {
            return MatSynsets.read(classes.source(), classes.bytes());
        }
        var ids = new HashMap<Integer, String>();
        for (String line : classes.lines()) {
            String[] columns = line.split("\\s+");
            if (columns.length < 2 || !columns[1].matches("[0-9]{1,6}")) {
                throw new DataException(
                        classes.source(),
                        "line \"%s\", expected an id, a number and a name".formatted(line));
            }
            if (ids.put(Integer.valueOf(columns[1]), columns[0]) != null) {
                throw new DataException(classes.source(), "number %s twice".formatted(columns[1]));
            }
        }
        return ids;
    }

    private static boolean isWanted(String name) {
        return TRUTH.matcher(name).matches() || CLASSES.matcher(name).matches();
    }

    private static List<Path> list(Path folder) {
        return DataFiles.entries(folder).stream()
                .filter(entry -> !Names.isHidden(entry.getFileName().toString()))
                .toList();
    }

    private void add(Path folder) {
        for (Path file : list(folder)) {
            String name = file.getFileName().toString();
            if (isWanted(name)) {
                String source = file.toString();
                byte[] bytes =
                        DataFiles.read(
                                file,
                                "a file of the kit",
                                () -> {
                                    try (var in = Files.newInputStream(file)) {
                                        return read(source, in);
                                    }
                                });
                files.add(new KitFile(folder, source, name, bytes));
            }
        }
    }

    private void unpack(Path archive) {
        try (var file = new BufferedInputStream(Files.newInputStream(archive));
                var tar = new TarArchiveInputStream(unzipped(archive, file))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
                if (entry.isFile() && isWanted(name)) {
                    String source = archive + "!" + entry.getName();
                    files.add(new KitFile(archive, source, name, read(source, tar)));
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new DataException(archive, "unreadable tar file: " + e.getMessage(), e);
        }
    }

    private static InputStream unzipped(Path archive, InputStream file) throws IOException {
        return archive.toString().endsWith(".tar") ? file : new GZIPInputStream(file);
    }

    private static byte[] read(String source, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
            throw new DataException(source, "more than %d bytes".formatted(LARGEST));
        }
        return bytes;
    }
}
